package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two connections and pipes between them, with a client and a server of the JDK at the ends.
@Timeout(120)
class TcpSocketTest extends TcpFixture {
    private Socket client;
    private Socket server;
    private TcpSocket accepted;
    private TcpSocket connected;

    @BeforeEach
    void open() throws IOException {
        try (TcpListener listener = TcpListener.open(at(0), 8, false);
                ServerSocket behind = new ServerSocket(0, 8, InetAddress.getByName("127.0.0.1"))) {
            client = keep(new Socket("::1", listener.port()));
            accepted = keep(listener.accept());
            InetSocketAddress target = (InetSocketAddress) behind.getLocalSocketAddress();
            connected = keep(TcpSocket.open(target));
            connected.connect(target, LONG);
            server = keep(behind.accept());
        }
    }

    private static CompletableFuture<Void> passing(TcpSocket from, TcpSocket to) {
        return does(() -> pass(from, to));
    }

    private static void pass(TcpSocket from, TcpSocket to) throws IOException {
        try (SplicePipe pipe = SplicePipe.make()) {
            for (int count = pipe.fill(from); count >= 0; count = pipe.fill(from)) {
                pipe.drain(to);
                if (count == 0) {
                    from.awaitReadable();
                }
            }
        }
        to.endOutput();
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void muchArrivesUnchangedBothWaysAndWaitsForASlowReader() throws IOException {
        byte[] question = bytes(11, 40 << 20);
        byte[] answer = bytes(12, 40 << 20);
        CompletableFuture<Void> there = passing(accepted, connected);
        CompletableFuture<Void> back = passing(connected, accepted);
        CompletableFuture<Void> asking = does(() -> write(client, question));
        CompletableFuture<Void> answering = does(() -> write(server, answer));
        byte[] first = server.getInputStream().readNBytes(1000);
        assertThat(Arrays.equals(client.getInputStream().readAllBytes(), answer))
                .isTrue();
        answering.join();
        back.join();
        assertThat(asking).as("nobody keeps 40 MiB for the reader").isNotDone();
        byte[] rest = server.getInputStream().readAllBytes();
        assertThat(Arrays.equals(question, 0, 1000, first, 0, 1000)).isTrue();
        assertThat(Arrays.equals(question, 1000, question.length, rest, 0, rest.length))
                .isTrue();
        asking.join();
        there.join();
    }

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noWakingIsLostWhileBothDirectionsTalkInSmallPieces(long seed) throws IOException {
        CompletableFuture<Void> there = passing(accepted, connected);
        CompletableFuture<Void> back = passing(connected, accepted);
        CompletableFuture<Void> other = does(() -> talk(server, new Random(seed)));
        talk(client, new Random(seed));
        CompletableFuture.allOf(other, there, back).join();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    /// Both sides speak before they listen, so that directions meet at one connection.
    private static void talk(Socket socket, Random random) throws IOException {
        for (int i = 0; i < 3000; i++) {
            byte[] piece = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 30_000 : 20)];
            random.nextBytes(piece);
            socket.getOutputStream().write(piece);
            assertThat(socket.getInputStream().readNBytes(piece.length)).isEqualTo(piece);
        }
        socket.shutdownOutput();
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws IOException {
        CompletableFuture<Void> there = passing(accepted, connected);
        CompletableFuture<Void> back = passing(connected, accepted);
        write(client, "question".getBytes(StandardCharsets.UTF_8));
        assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("question");
        write(server, "answer".getBytes(StandardCharsets.UTF_8));
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("answer");
        CompletableFuture.allOf(there, back).join();
    }

    @Test
    void anUrgentByteIsLeftOutAndWhatFollowsIsNot() throws IOException {
        CompletableFuture<Void> there = passing(accepted, connected);
        client.getOutputStream().write("before".getBytes(StandardCharsets.UTF_8));
        client.sendUrgentData('!');
        write(client, "after".getBytes(StandardCharsets.UTF_8));
        assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("beforeafter");
        there.join();
    }

    @Test
    void aResetIsAFailureOfWhoReadsAndOfWhoWrites() throws IOException {
        try (SplicePipe pipe = SplicePipe.make()) {
            server.getOutputStream().write(1);
            connected.awaitReadable();
            assertThat(pipe.fill(connected)).isEqualTo(1);
            reset(client);
            accepted.awaitReadable();
            assertThatThrownBy(() -> pipe.drain(accepted)).matches(e -> number(e) == Errno.ECONNRESET);
            assertThatThrownBy(() -> pipe.drain(accepted))
                    .as("and a signal that would end other programs")
                    .matches(e -> number(e) == Errno.EPIPE);
            assertThat(pipe.isEmpty()).isFalse();
        }
        try (SplicePipe pipe = SplicePipe.make()) {
            assertThatThrownBy(() -> pipe.fill(accepted))
                    .as("not the end, although the kernel has told the reset already")
                    .matches(e -> number(e) == Errno.ECONNRESET);
        }
        assertThatThrownBy(accepted::endOutput).isInstanceOf(Errno.class);
    }

    @Test
    void theEndIsOneAfterOurOwnEndToo() throws IOException {
        accepted.endOutput();
        write(client, new byte[0]);
        try (SplicePipe pipe = SplicePipe.make()) {
            int count = pipe.fill(accepted);
            while (count == 0) {
                accepted.awaitReadable();
                count = pipe.fill(accepted);
            }
            assertThat(count).isEqualTo(-1);
            assertThat(pipe.fill(accepted)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWaitsIsWokenByACutAndTheOtherSideSeesAReset(boolean late) throws IOException {
        CompletableFuture<Void> flood = does(() -> client.getOutputStream().write(new byte[64 << 20]));
        CompletableFuture<Void> there = passing(accepted, connected);
        CompletableFuture<Void> back = passing(connected, accepted);
        if (late) {
            server.getInputStream().readNBytes(100_000); // they have something to wait for
        }
        accepted.cut();
        connected.cut();
        assertThatThrownBy(there::join).hasRootCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(back::join).hasRootCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(accepted::awaitReadable).isInstanceOf(ClosedChannelException.class);
        accepted.close();
        connected.close();
        accepted.cut();
        assertThatThrownBy(() -> server.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThatThrownBy(flood::join).hasRootCauseInstanceOf(SocketException.class);
    }

    @Test
    void nothingStaysOpen() throws Exception {
        once();
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            once();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    private void once() throws Exception {
        close();
        open();
        CompletableFuture<Void> there = passing(accepted, connected);
        write(client, new byte[100_000]);
        assertThat(server.getInputStream().readAllBytes()).hasSize(100_000);
        there.join();
    }

    /// Of sockets and pipes: the JVM opens files when it likes.
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(TcpSocketTest::isSocketOrPipe).count();
        }
    }

    private static boolean isSocketOrPipe(Path fd) {
        try {
            String kind = Files.readSymbolicLink(fd).toString();
            return kind.startsWith("socket:") || kind.startsWith("pipe:");
        } catch (IOException _) {
            return false; // gone
        }
    }
}
