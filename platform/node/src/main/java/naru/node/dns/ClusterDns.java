package naru.node.dns;

import java.io.IOException;
import naru.base.Fault;
import naru.network.DnsServer;
import naru.network.NameSockets;

/// The cluster's name server on this node: port 53 of one local address, by datagram and by stream.
public final class ClusterDns implements AutoCloseable {
    /// How many questions to other servers and streams at a time; beyond that clients ask again.
    private static final int CONCURRENT = 500;

    private final DnsServer server;

    private ClusterDns(DnsServer server) {
        this.server = server;
    }

    /// Serves a zone on an address of the network namespace of the calling thread.
    ///
    /// @throws Fault CONFLICT when somebody else has port 53 of the address
    public static ClusterDns start(String address, ClusterZone zone) {
        try {
            return new ClusterDns(DnsServer.start("the cluster", NameSockets.open(address), zone, CONCURRENT));
        } catch (IOException e) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "cannot answer the cluster's names at " + address + " port 53: " + e.getMessage()
                            + ": let the other name server listen on single addresses only, or choose another"
                            + " service network",
                    e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
