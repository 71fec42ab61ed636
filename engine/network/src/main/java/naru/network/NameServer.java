package naru.network;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Answers the names of one container at 127.0.0.11, and forwards what it does not know.
final class NameServer implements AutoCloseable {
    private static final int CONCURRENT = 100;

    private final DnsServer server;

    private NameServer(DnsServer server) {
        this.server = server;
    }

    /// Serves until closed.
    static NameServer start(String containerId, NameSockets sockets, NetworkTable table, Forwarder forwarder) {
        DnsServer.Zone zone = new DnsServer.Zone() {
            @Override
            public Optional<byte[]> known(DnsQuery query) {
                return local(table, containerId, query);
            }

            @Override
            public Optional<byte[]> ask(DnsQuery query, byte[] message, boolean tcp) {
                return forwarder.ask(message, tcp);
            }
        };
        return new NameServer(DnsServer.start(containerId, sockets, zone, CONCURRENT));
    }

    /// What is known here: an answer, or empty if it must be forwarded.
    static Optional<byte[]> local(NetworkTable table, String containerId, DnsQuery query) {
        if (query.type() == DnsQuery.A || query.type() == DnsQuery.AAAA) {
            List<Endpoint> known = table.named(containerId, query.name());
            if (!known.isEmpty()) {
                return Optional.of(query.answer(query.type() == DnsQuery.A ? ipv4(known) : ipv6(known)));
            }
        }
        Optional<String> name = query.reverseText().map(address -> table.nameOf(containerId, address));
        if (name.isPresent() && !name.get().isEmpty()) {
            return Optional.of(query.answer(name.get()));
        }
        return table.hasWayOut(containerId) ? Optional.empty() : Optional.of(query.answer(DnsQuery.NO_NAME));
    }

    private static List<byte[]> ipv4(List<Endpoint> endpoints) {
        return endpoints.stream()
                .map(Endpoint::ipv4)
                .filter(address -> !address.isEmpty())
                .map(address ->
                        ByteBuffer.allocate(4).putInt(Cidr.address(address)).array())
                .toList();
    }

    private static List<byte[]> ipv6(List<Endpoint> endpoints) {
        return endpoints.stream()
                .map(Endpoint::ipv6)
                .filter(address -> !address.isEmpty())
                .map(Prefix6::octets)
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
