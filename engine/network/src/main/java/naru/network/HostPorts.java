package naru.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.PortHold;
import naru.network.local.LocalLimits;
import naru.network.local.LocalPort;
import naru.network.local.LocalPorts;
import org.jspecify.annotations.Nullable;

/// Host ports of published ports, each held: the kernel then refuses the port to everybody else, and
/// tells when somebody else has it. Packets do not reach the socket, as the rules of the table lead
/// them to the container; what the kernel cannot lead from the host itself is copied. Safe for use by many threads.
final class HostPorts implements AutoCloseable {
    /// The address from which the kernel leads nothing anywhere.
    static final String LOCAL6 = "::1";

    /// The same of IPv4, from where packets are led to addresses of IPv4 alone.
    static final String LOCAL4 = "127.0.0.1";

    private static final Path ADDRESSES6 = Path.of("/proc/net/if_inet6");
    private static final int EADDRNOTAVAIL = 99;

    private final Map<Key, Held> held = new ConcurrentHashMap<>();
    private final LocalPorts localPorts = new LocalPorts(LocalLimits.defaults());

    private record Key(PortBinding.Protocol protocol, String ip, int port) {
        static Key of(PortBinding bound) {
            return new Key(bound.protocol(), bound.hostIp(), bound.hostPort());
        }

        boolean covers(Key other) {
            Family family = Family.of(ip);
            return protocol == other.protocol
                    && port == other.port
                    && family == Family.of(other.ip)
                    && (ip.equals(other.ip) || ip.equals(family.any()) || other.ip.equals(family.any()));
        }
    }

    /// A port that is taken: held, copied from, or both.
    private record Held(
            int port, @Nullable PortHold hold, @Nullable LocalPort local) {
        void close() {
            if (local != null) {
                local.close();
            }
            if (hold != null) {
                hold.close();
            }
        }
    }

    /// Whether the host has the address ::1.
    static boolean hasLocal6() {
        try {
            return Files.exists(ADDRESSES6)
                    && Files.readString(ADDRESSES6).contains("0".repeat(31) + "1 "); // in hexadecimal digits
        } catch (IOException e) {
            throw Fault.internal("cannot read " + ADDRESSES6 + ": " + e.getMessage(), e);
        }
    }

    /// Takes a port of the binding's range; answers the binding with that port. CONFLICT with Docker's words for
    /// `endpoint` (its name and id) when none is free.
    ///
    /// @param copied whether the kernel leads nothing from there to the container; only at loopback addresses
    PortBinding reserve(PortBinding asked, boolean copied, String endpoint) {
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
                Held taken = take(key, copied);
                held.put(new Key(asked.protocol(), ip, taken.port()), taken);
                return new PortBinding(asked.containerPort(), asked.protocol(), ip, taken.port(), taken.port());
            } catch (Errno | IOException e) {
                reason = "failed to bind host port for " + shown + "/"
                        + asked.protocol().text() + ": " + words(e);
            }
        }
        throw Fault.conflict("driver failed programming external connectivity on endpoint " + endpoint + ": " + reason);
    }

    private Held take(Key key, boolean copied) throws IOException {
        boolean tcp = key.protocol() == PortBinding.Protocol.TCP;
        if (copied) {
            if (key.ip().equals(LOCAL6) && !hasLocal6()) {
                throw new IOException("cannot assign requested address");
            }
            LocalPort local = localPorts.open(tcp, socketAddress(octets(key.ip()), key.port()), false);
            return new Held(local.port(), null, local);
        }
        PortHold hold = PortHold.take(tcp, octets(key.ip()), key.port());
        if (!key.ip().equals(Family.IPV6.any()) || !hasLocal6()) {
            return new Held(hold.port(), hold, null);
        }
        try {
            hold.share(true);
            LocalPort local = localPorts.open(tcp, socketAddress(octets(LOCAL6), hold.port()), true);
            hold.share(false);
            return new Held(hold.port(), hold, local);
        } catch (Errno | IOException e) {
            hold.close();
            throw e;
        }
    }

    /// Says where what comes to a loopback address is copied to, if it is.
    ///
    /// @param address of the container; null for nowhere
    void lead(PortBinding bound, @Nullable String address) {
        Held one = held.get(Key.of(bound));
        if (one != null && one.local() != null) {
            one.local().lead(address == null ? null : socketAddress(octets(address), bound.containerPort()));
        }
    }

    /// Lets go of a port that [#reserve] answered.
    void release(PortBinding bound) {
        Held gone = held.remove(Key.of(bound));
        if (gone != null) {
            gone.close();
        }
    }

    /// Lets go of all.
    @Override
    public void close() {
        held.values().forEach(Held::close);
        held.clear();
        localPorts.close();
    }

    /// The address of the host, as it is written everywhere else.
    private static String check(PortBinding asked) {
        if (asked.containerPort() < 1 || asked.containerPort() > 65_535) {
            throw Fault.invalid("invalid container port " + asked.containerPort() + ": it must be 1 to 65535");
        }
        if (asked.hostPort() < 0 || asked.hostPort() > 65_535 || asked.hostPortLast() > 65_535) {
            throw Fault.invalid("invalid host port " + asked.hostPort() + ": it must be 0 to 65535");
        }
        return address(asked.hostIp());
    }

    /// An address of the host in the way it is written everywhere; empty stands for all of IPv4. INVALID for none.
    static String address(String text) {
        String ip = text.isEmpty() ? Family.IPV4.any() : text;
        return Family.of(ip) == Family.IPV6 ? Prefix6.text(Prefix6.address(ip)) : Cidr.text(Cidr.address(ip));
    }

    private static InetSocketAddress socketAddress(byte[] octets, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (IOException e) {
            throw new AssertionError("four or sixteen octets", e);
        }
    }

    private static byte[] octets(String ip) {
        return Family.of(ip) == Family.IPV6
                ? Prefix6.octets(ip)
                : ByteBuffer.allocate(4).putInt(Cidr.address(ip)).array();
    }

    private static String words(Exception e) {
        if (e instanceof Errno errno) {
            return switch (errno.number()) {
                case Errno.EADDRINUSE -> "address already in use";
                case EADDRNOTAVAIL -> "cannot assign requested address";
                default -> String.valueOf(e.getMessage());
            };
        }
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }
}
