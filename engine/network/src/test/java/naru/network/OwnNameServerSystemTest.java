package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import naru.linux.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A container that serves names itself, at port 53 of all of its addresses.
@Tag("system")
class OwnNameServerSystemTest {
    private static final byte[] QUESTION = DnsMessages.question("db", DnsQuery.A);
    private static final InetSocketAddress ALL = new InetSocketAddress("0.0.0.0", 53);

    @TempDir
    Path folder;

    private TestHost host;
    private Sandbox web;
    private Sandbox db;

    @BeforeEach
    void open() throws IOException {
        host = new TestHost(folder);
        host.start(FirewallMode.STRICT);
        host.inside(() -> host.networks().create(NetworkSpec.bridge("shop")));
        web = host.open("web", "shop");
        db = host.open("db", "shop");
    }

    @AfterEach
    void nothingStays() throws IOException {
        host.close();
    }

    private <T> T inWeb(NetworkNamespace.Task<T> task) throws IOException {
        return NetworkNamespace.enter(Objects.requireNonNull(web.netns()), task);
    }

    private byte[] askByStream() throws IOException {
        return inWeb(() -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(10_000);
                socket.connect(new InetSocketAddress("127.0.0.11", 53), 10_000);
                socket.getOutputStream().write(new byte[] {0, (byte) QUESTION.length});
                socket.getOutputStream().write(QUESTION);
                int length = socket.getInputStream().read() << 8
                        | socket.getInputStream().read();
                return socket.getInputStream().readNBytes(length);
            }
        });
    }

    private void namesResolve() throws IOException {
        String address = db.endpoints().getFirst().ipv4();
        assertThat(DnsMessages.addresses(Peers.lookUp(web, QUESTION), QUESTION)).containsExactly(address);
        assertThat(DnsMessages.addresses(askByStream(), QUESTION)).containsExactly(address);
    }

    @Test
    void port53IsFreeForItAndNamesResolve() throws IOException {
        namesResolve();
        try (DatagramChannel _ = inWeb(() -> DatagramChannel.open().bind(ALL));
                ServerSocketChannel _ = inWeb(() -> ServerSocketChannel.open().bind(ALL))) {
            namesResolve();
            host.inside(() -> {
                host.networks().die();
                return true;
            });
            host.start(FirewallMode.STRICT);
            namesResolve();
        }
    }

    @Test
    void itsOwnIsAskedAtItsAddress() throws IOException {
        try (DatagramChannel _ = Peers.answerer(web, 53, "own")) {
            String address = web.endpoints().getFirst().ipv4();
            assertThat(NetworkNamespace.enter(Objects.requireNonNull(db.netns()), () -> Peers.askDatagram(address, 53)))
                    .isEqualTo("own");
            assertThat(inWeb(() -> Peers.askDatagram("127.0.0.1", 53))).isEqualTo("own");
            namesResolve();
        }
    }
}
