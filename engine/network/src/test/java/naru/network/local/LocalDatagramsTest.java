package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Datagrams that are copied, with a server of the test at the other end.
class LocalDatagramsTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int NO_ANSWER_MILLIS = 300;

    private DatagramSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private LocalPort port(Duration idle) throws IOException {
        LocalPort port =
                new LocalPorts(new LocalLimits(4, 3, 4, 2, idle)).open(false, new InetSocketAddress("::1", 0), false);
        port.lead((InetSocketAddress) server.getLocalSocketAddress());
        return port;
    }

    private static DatagramSocket client() throws IOException {
        DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("::1"));
        client.setSoTimeout(10_000);
        return client;
    }

    private static void send(DatagramSocket socket, LocalPort port, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress("::1", port.port())));
    }

    private static void send(DatagramSocket socket, LocalPort port, String text) throws IOException {
        send(socket, port, text.getBytes(StandardCharsets.UTF_8));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private void answer(DatagramPacket question, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        server.send(new DatagramPacket(bytes, bytes.length, question.getSocketAddress()));
    }

    @Test
    void eachSenderGetsItsOwnAnswers() throws IOException {
        try (LocalPort port = port(LONG);
                DatagramSocket one = client();
                DatagramSocket two = client()) {
            send(one, port, "one");
            DatagramPacket first = receive(server);
            send(two, port, "two");
            DatagramPacket second = receive(server);
            assertThat(text(first)).isEqualTo("one");
            assertThat(text(second)).isEqualTo("two");
            assertThat(first.getSocketAddress()).isNotEqualTo(second.getSocketAddress());
            answer(second, "for two");
            answer(first, "for one");
            answer(first, "more for one");
            assertThat(text(receive(one))).isEqualTo("for one");
            assertThat(text(receive(one))).isEqualTo("more for one");
            assertThat(text(receive(two))).isEqualTo("for two");
        }
    }

    @Test
    void emptyAndLargeOnesArePassedOnWhole() throws IOException {
        try (LocalPort port = port(LONG);
                DatagramSocket client = client()) {
            for (int length : new int[] {0, 1, 65_000}) {
                send(client, port, new byte[length]);
                DatagramPacket got = receive(server);
                assertThat(got.getLength()).isEqualTo(length);
                server.send(new DatagramPacket(new byte[length], length, got.getSocketAddress()));
                assertThat(receive(client).getLength()).isEqualTo(length);
            }
        }
    }

    @Test
    void sendersBeyondTheBoundAreDroppedAndThoseBeforeServed() throws IOException {
        try (LocalPort port = port(LONG);
                DatagramSocket one = client();
                DatagramSocket two = client();
                DatagramSocket three = client()) {
            for (DatagramSocket client : new DatagramSocket[] {one, two, three, one}) {
                send(client, port, "hello");
            }
            Set<SocketAddress> senders = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                senders.add(receive(server).getSocketAddress());
            }
            assertThat(senders).hasSize(2);
            server.setSoTimeout(NO_ANSWER_MILLIS);
            assertThatThrownBy(() -> receive(server)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void whoIsSilentIsForgottenAndWelcomeAgain() throws IOException {
        try (LocalPort port = port(Duration.ofMillis(50));
                DatagramSocket client = client()) {
            client.setSoTimeout(NO_ANSWER_MILLIS);
            Set<SocketAddress> senders = new HashSet<>();
            for (long end = System.nanoTime() + 20_000_000_000L; senders.size() < 4 && System.nanoTime() < end; ) {
                send(client, port, "hello");
                senders.add(receive(server).getSocketAddress());
                assertThatThrownBy(() -> receive(client)).isInstanceOf(SocketTimeoutException.class);
            }
            assertThat(senders).as("more than there are places for").hasSize(4);
        }
    }

    @Test
    void itGoesOnWhenNobodyListenedForAWhile() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        try (LocalPort port = port(LONG);
                DatagramSocket client = client()) {
            send(client, port, "first");
            assertThat(text(receive(server))).isEqualTo("first");
            server.close();
            send(client, port, "lost");
            server = new DatagramSocket(address);
            server.setSoTimeout(10_000);
            client.setSoTimeout(NO_ANSWER_MILLIS);
            send(client, port, "second");
            assertThat(text(receive(server))).isIn("lost", "second");
        }
    }

    @Test
    void whatLeadsNowhereIsDropped() throws IOException {
        try (LocalPort port = port(LONG);
                DatagramSocket client = client()) {
            port.lead(null);
            send(client, port, "lost");
            server.setSoTimeout(NO_ANSWER_MILLIS);
            assertThatThrownBy(() -> receive(server)).isInstanceOf(SocketTimeoutException.class);
            port.lead((InetSocketAddress) server.getLocalSocketAddress());
            send(client, port, "led");
            server.setSoTimeout(10_000);
            assertThat(text(receive(server))).isEqualTo("led");
        }
    }
}
