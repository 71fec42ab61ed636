package naru.app.cluster;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.HostName;
import naru.cli.Address;
import naru.cli.ClusterOptions;

/// What this machine is called among nodes, and where it is reached.
///
/// @param name of the node
/// @param address IPv4 at which other nodes reach it
record Place(String name, String address) {
    /// As options say, else the machine's own name and the address by which it reaches the rest of the world.
    static Place of(ClusterOptions options, Address api) {
        return new Place(
                options.nodeName().isEmpty() ? hostName() : options.nodeName(),
                options.nodeAddress().isEmpty() ? addressBeside(api) : options.nodeAddress());
    }

    /// As options say, else the address by which it reaches a server.
    static Place toward(ClusterOptions options, String name, InetSocketAddress server) {
        if (!options.nodeAddress().isEmpty()) {
            return new Place(name, options.nodeAddress());
        }
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(server.getHostString(), server.getPort())); // sends nothing
            return new Place(name, probe.getLocalAddress().getHostAddress());
        } catch (SocketException | UncheckedIOException e) {
            throw Fault.unavailable("there is no way to the server " + server.getHostString(), e);
        }
    }

    private static String hostName() {
        return HostName.read().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    }

    private static String addressBeside(Address api) {
        try {
            InetAddress asked = InetAddress.getByName(api.host());
            if (asked instanceof Inet4Address && !asked.isLoopbackAddress() && !asked.isAnyLocalAddress()) {
                return asked.getHostAddress();
            }
        } catch (UnknownHostException e) {
            throw new Fault(Fault.Kind.INVALID, "the address " + api + " has an unknown host", e);
        }
        return candidates().findFirst().orElse("127.0.0.1");
    }

    /// Addresses of real links before those of bridges and the like.
    private static Stream<String> candidates() {
        try {
            List<NetworkInterface> links = NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparing((NetworkInterface link) ->
                                    !Files.exists(Path.of("/sys/class/net", link.getName(), "device")))
                            .thenComparing(NetworkInterface::getIndex))
                    .toList();
            return links.stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress() && !one.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
