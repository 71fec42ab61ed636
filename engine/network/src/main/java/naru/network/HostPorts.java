package naru.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;

/// Host ports of published ports, each kept by a socket that is bound and listening but never accepts: the kernel then
/// refuses the port to everybody else, and tells when somebody else has it. Packets do not reach the socket, as the
/// rules of the table lead them to the container. Safe for use by many threads.
final class HostPorts {
    private final Map<Key, NetworkChannel> held = new ConcurrentHashMap<>();

    private record Key(PortBinding.Protocol protocol, String ip, int port) {}

    /// Takes a port of the binding's range; answers the binding with that port. CONFLICT with Docker's words for
    /// `endpoint` (its name and id) when none is free.
    PortBinding reserve(PortBinding asked, String endpoint) {
        String ip = asked.hostIp().isEmpty() ? "0.0.0.0" : asked.hostIp();
        check(asked, ip);
        String reason = "";
        for (int port = asked.hostPort(); port <= Math.max(asked.hostPort(), asked.hostPortLast()); port++) {
            if (port != 0 && taken(asked.protocol(), ip, port)) {
                reason = "Bind for " + ip + ":" + port + " failed: port is already allocated";
                continue;
            }
            try {
                int bound = bind(asked.protocol(), ip, port);
                return new PortBinding(asked.containerPort(), asked.protocol(), ip, bound, bound);
            } catch (BindException e) {
                reason = "failed to bind host port for " + ip + ":" + port + "/"
                        + asked.protocol().text() + ": " + words(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw Fault.conflict("driver failed programming external connectivity on endpoint " + endpoint + ": " + reason);
    }

    /// Lets go of a port that [#reserve] answered.
    void release(PortBinding bound) {
        NetworkChannel channel = held.remove(new Key(bound.protocol(), bound.hostIp(), bound.hostPort()));
        if (channel != null) {
            shut(channel);
        }
    }

    void releaseAll() {
        held.values().forEach(HostPorts::shut);
        held.clear();
    }

    private boolean taken(PortBinding.Protocol protocol, String ip, int port) {
        return held.keySet().stream()
                .anyMatch(key -> key.protocol() == protocol
                        && key.port() == port
                        && (key.ip().equals(ip) || key.ip().equals("0.0.0.0") || ip.equals("0.0.0.0")));
    }

    private int bind(PortBinding.Protocol protocol, String ip, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ip), port);
        NetworkChannel channel = protocol == PortBinding.Protocol.TCP
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            if (channel instanceof ServerSocketChannel server) {
                server.bind(address, 1);
            } else {
                channel.bind(address);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        int bound = channel.getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : port;
        held.put(new Key(protocol, ip, bound), channel);
        return bound;
    }

    private static void check(PortBinding asked, String ip) {
        if (ip.contains(":")) {
            throw Fault.notImplemented("cannot publish on " + ip + ": host addresses are IPv4 only for now");
        }
        Cidr.address(ip);
        if (asked.containerPort() < 1 || asked.containerPort() > 65_535) {
            throw Fault.invalid("invalid container port " + asked.containerPort() + ": it must be 1 to 65535");
        }
        if (asked.hostPort() < 0 || asked.hostPort() > 65_535 || asked.hostPortLast() > 65_535) {
            throw Fault.invalid("invalid host port " + asked.hostPort() + ": it must be 0 to 65535");
        }
    }

    private static String words(BindException e) {
        String message = String.valueOf(e.getMessage());
        return message.isEmpty()
                ? message
                : message.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + message.substring(1);
    }

    private static void shut(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
