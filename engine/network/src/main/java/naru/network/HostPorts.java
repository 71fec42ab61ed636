package naru.network;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.PortHold;

/// Host ports of published ports, each held: the kernel then refuses the port to everybody else, and
/// tells when somebody else has it. Packets do not reach the socket, as the rules of the table lead
/// them to the container. Safe for use by many threads.
final class HostPorts {
    private static final int EADDRNOTAVAIL = 99;

    private final Map<Key, PortHold> held = new ConcurrentHashMap<>();

    private record Key(PortBinding.Protocol protocol, String ip, int port) {
        boolean covers(Key other) {
            Family family = Family.of(ip);
            return protocol == other.protocol
                    && port == other.port
                    && family == Family.of(other.ip)
                    && (ip.equals(other.ip) || ip.equals(family.any()) || other.ip.equals(family.any()));
        }
    }

    /// Takes a port of the binding's range; answers the binding with that port. CONFLICT with Docker's words for
    /// `endpoint` (its name and id) when none is free.
    PortBinding reserve(PortBinding asked, String endpoint) {
        String ip = check(asked);
        String reason = "";
        for (int port = asked.hostPort(); port <= Math.max(asked.hostPort(), asked.hostPortLast()); port++) {
            Key key = new Key(asked.protocol(), ip, port);
            String shown = (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
            if (port != 0 && held.keySet().stream().anyMatch(key::covers)) {
                reason = "Bind for " + shown + " failed: port is already allocated";
                continue;
            }
            try {
                PortHold hold = PortHold.take(asked.protocol() == PortBinding.Protocol.TCP, octets(ip), port);
                held.put(new Key(asked.protocol(), ip, hold.port()), hold);
                return new PortBinding(asked.containerPort(), asked.protocol(), ip, hold.port(), hold.port());
            } catch (Errno e) {
                reason = "failed to bind host port for " + shown + "/"
                        + asked.protocol().text() + ": " + words(e);
            }
        }
        throw Fault.conflict("driver failed programming external connectivity on endpoint " + endpoint + ": " + reason);
    }

    /// Lets go of a port that [#reserve] answered.
    void release(PortBinding bound) {
        PortHold hold = held.remove(new Key(bound.protocol(), bound.hostIp(), bound.hostPort()));
        if (hold != null) {
            hold.close();
        }
    }

    void releaseAll() {
        held.values().forEach(PortHold::close);
        held.clear();
    }

    /// The address of the host, as it is written everywhere else.
    private static String check(PortBinding asked) {
        if (asked.containerPort() < 1 || asked.containerPort() > 65_535) {
            throw Fault.invalid("invalid container port " + asked.containerPort() + ": it must be 1 to 65535");
        }
        if (asked.hostPort() < 0 || asked.hostPort() > 65_535 || asked.hostPortLast() > 65_535) {
            throw Fault.invalid("invalid host port " + asked.hostPort() + ": it must be 0 to 65535");
        }
        String ip = asked.hostIp().isEmpty() ? Family.IPV4.any() : asked.hostIp();
        return Family.of(ip) == Family.IPV6 ? Prefix6.text(Prefix6.address(ip)) : Cidr.text(Cidr.address(ip));
    }

    private static byte[] octets(String ip) {
        return Family.of(ip) == Family.IPV6
                ? Prefix6.octets(ip)
                : ByteBuffer.allocate(4).putInt(Cidr.address(ip)).array();
    }

    private static String words(Errno e) {
        return switch (e.number()) {
            case Errno.EADDRINUSE -> "address already in use";
            case EADDRNOTAVAIL -> "cannot assign requested address";
            default -> String.valueOf(e.getMessage());
        };
    }
}
