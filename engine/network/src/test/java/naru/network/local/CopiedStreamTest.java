package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is peculiar to bytes that stay in the kernel.
class CopiedStreamTest {
    private static final byte[] MUCH = new byte[64 << 20];

    private final LocalPorts ports = new LocalPorts(new LocalLimits(4, 3, 4, 3, Duration.ofSeconds(90)));
    private LocalPort port;
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        port = ports.open(true, new InetSocketAddress("::1", 0), false);
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(10_000);
        port.lead((InetSocketAddress) server.getLocalSocketAddress());
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        ports.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket("::1", port.port());
        client.setSoTimeout(10_000);
        return client;
    }

    private Socket accept() throws IOException {
        Socket accepted = server.accept();
        accepted.setSoTimeout(10_000);
        return accepted;
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /// Where both directions are busy either may be the one that the kernel tells of a reset; the other sees an end.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResetIsNeverTakenForTheEndHoweverMuchIsUnderWay(boolean byClient) throws IOException {
        for (int i = 0; i < 40; i++) {
            try (Socket client = connect();
                    Socket served = accept()) {
                Socket one = byClient ? client : served;
                Socket other = byClient ? served : client;
                CompletableFuture<String> writing = failure(() -> flood(one));
                CompletableFuture<String> reading = failure(() -> all(one));
                CompletableFuture<String> told = failure(() -> flood(other));
                other.getInputStream().readNBytes(300_000 + 1000 * i);
                reset(one);
                assertThat(failure(() -> all(other)).join() + told.join()).contains("reset");
                CompletableFuture.allOf(writing, reading).join();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /// What is said of a connection that breaks; empty at its end.
    private static CompletableFuture<String> failure(Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        work.run();
                        return "";
                    } catch (IOException e) {
                        return String.valueOf(e.getMessage());
                    }
                },
                Thread::startVirtualThread);
    }

    private static void flood(Socket socket) throws IOException {
        socket.getOutputStream().write(MUCH);
    }

    @Test
    void anUrgentByteIsLeftOutAndWhatFollowsIsNot() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            say(client, "before");
            client.sendUrgentData('!');
            say(client, "after");
            assertThat(served.getInputStream().readNBytes(11)).asString().isEqualTo("beforeafter");
            served.sendUrgentData('!');
            say(served, "answer");
            served.shutdownOutput();
            assertThat(all(client)).isEqualTo("answer");
        }
    }

    @Test
    void aFastStreamIsCutToo() throws IOException {
        try (Socket client = connect();
                Socket served = accept()) {
            CompletableFuture<String> flood = failure(() -> flood(client));
            served.getInputStream().readNBytes(1_000_000);
            port.lead(null);
            assertThatThrownBy(() -> all(served)).hasMessageContaining("reset");
            assertThat(flood.join()).contains("reset");
        }
    }

    @Test
    void noDescriptorStaysOpen() throws Exception {
        long before = sockets();
        for (int i = 0; i < 30; i++) {
            try (Socket client = connect();
                    Socket served = accept()) {
                say(client, "question");
                client.shutdownOutput();
                assertThat(all(served)).isEqualTo("question");
                if (i % 3 == 0) {
                    reset(served);
                }
            }
        }
        port.close();
        ports.close();
        server.close();
        for (long end = System.nanoTime() + 20_000_000_000L; sockets() > before - 2 && System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        assertThat(sockets()).as("without both listeners").isLessThanOrEqualTo(before - 2);
    }

    private static long sockets() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(CopiedStreamTest::isSocketOrPipe).count();
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
