package naru.network.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is peculiar to bytes that stay in the kernel.
class CopiedStreamTest extends LocalStreamsFixture {
    private static final byte[] MUCH = new byte[64 << 20];

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
        long before = OpenFiles.count("socket:", "pipe:");
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
        for (long end = System.nanoTime() + 20_000_000_000L;
                OpenFiles.count("socket:", "pipe:") > before - 2 && System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        assertThat(OpenFiles.count("socket:", "pipe:"))
                .as("without both listeners")
                .isLessThanOrEqualTo(before - 2);
    }
}
