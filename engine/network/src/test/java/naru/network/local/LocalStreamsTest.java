package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Connections that are copied, with a server of the test at the other end.
class LocalStreamsTest extends LocalStreamsFixture {
    private static final int FIRST = 4096;

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            say(client, "question");
            client.shutdownOutput();
            assertThat(all(served)).isEqualTo("question");
            say(served, "answer");
            served.shutdownOutput();
            assertThat(all(client)).isEqualTo("answer");
        }
        try (Socket client = connect();
                Socket served = accept()) {
            say(served, "greeting");
            served.shutdownOutput();
            assertThat(all(client)).isEqualTo("greeting");
            say(client, "last words");
            client.shutdownOutput();
            assertThat(all(served)).isEqualTo("last words");
        }
    }

    @Test
    void aResetIsPassedOnInBothDirections() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            say(client, "x");
            assertThat(served.getInputStream().read()).isEqualTo('x');
            reset(client);
            assertThatThrownBy(() -> served.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        try (Socket client = connect();
                Socket served = accept()) {
            say(served, "x");
            assertThat(client.getInputStream().read()).isEqualTo('x');
            reset(served);
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterUpAndLosesNothing() throws IOException {
        byte[] sent = new byte[64 * 1024 * 1024];
        new Random(61).nextBytes(sent);
        try (Socket client = connect();
                Socket served = accept()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] first = served.getInputStream().readNBytes(FIRST);
            assertThat(writing).as("nobody keeps 64 MiB for the reader").isNotDone();
            byte[] rest = served.getInputStream().readAllBytes();
            writing.join();
            assertThat(Arrays.equals(sent, 0, FIRST, first, 0, FIRST)).isTrue();
            assertThat(Arrays.equals(sent, FIRST, sent.length, rest, 0, rest.length))
                    .isTrue();
        }
    }

    @Test
    void noMoreAreServedThanThereArePlaces() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try (LocalPort other = ports.open(true, at(0), false)) {
            for (int i = 0; i < 3; i++) {
                clients.add(connect());
                clients.add(accept());
            }
            assertIsReset(port);
            other.lead((InetSocketAddress) server.getLocalSocketAddress());
            Socket fourth = new Socket("::1", other.port());
            clients.add(fourth);
            clients.add(accept());
            assertIsReset(other);
            say(fourth, "still served");
            fourth.shutdownOutput();
            assertThat(all(clients.getLast())).isEqualTo("still served");
            clients.get(0).close();
            clients.get(1).close();
            clients.add(connectOnceThereIsRoom());
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /// By the time that a client knows that it is connected, or later.
    private static void assertIsReset(LocalPort where) {
        assertThatThrownBy(() -> {
                    try (Socket client = new Socket()) {
                        client.setSoTimeout(10_000);
                        client.connect(at(where.port()), 10_000);
                        client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private Socket connectOnceThereIsRoom() throws IOException {
        CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
            try (Socket served = accept()) {
                say(served, "x");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        while (!serving.isDone()) {
            try {
                Socket client = connect();
                if (client.getInputStream().read() == 'x') {
                    return client;
                }
                client.close();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset"); // the place is not free yet
            }
        }
        throw new IOException("no room");
    }

    @Test
    void itLeadsWhereItWasToldLastAndNowhereOtherwise() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            say(client, "x");
            assertThat(served.getInputStream().read()).isEqualTo('x');
            port.lead((InetSocketAddress) server.getLocalSocketAddress());
            say(client, "y");
            assertThat(served.getInputStream().read()).isEqualTo('y');
            port.lead(null);
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertIsReset(port);
        int closed;
        try (ServerSocket nobody = new ServerSocket(0)) {
            closed = nobody.getLocalPort();
        }
        port.lead(new InetSocketAddress("127.0.0.1", closed));
        assertIsReset(port);
    }

    @Test
    void whenItIsClosedThePortIsFreeAndConnectionsAreCut() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            say(client, "x");
            assertThat(served.getInputStream().read()).isEqualTo('x');
            int number = port.port();
            assertThatThrownBy(() -> ports.open(true, at(number), false)).isInstanceOf(BindException.class);
            port.close();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> new Socket("::1", number).close()).hasMessageContaining("refused");
            ports.open(true, at(number), false).close();
        }
    }

    @Test
    void muchArrivesAsItWasSentInBothDirections() throws Exception {
        byte[] sent = new byte[20_000_000];
        new Random(7).nextBytes(sent);
        try (Socket client = connect();
                Socket accepted = accept()) {
            Thread echo = Thread.startVirtualThread(() -> echo(accepted));
            Thread speaker = Thread.startVirtualThread(() -> sayAll(client, sent));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
            speaker.join();
            echo.join();
        }
    }

    private static void sayAll(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void echo(Socket socket) {
        try {
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
