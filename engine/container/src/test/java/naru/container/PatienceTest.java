package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PatienceTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final CountDownLatch end = new CountDownLatch(1);
    private final Company company = new Company();

    @AfterEach
    void release() {
        end.countDown();
    }

    /// One who takes nothing, from now on; answers after how long it was given up.
    private Duration stalled(Company of) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Patience patience = new Patience(
                (_, _, _, _) -> {
                    begun.countDown();
                    awaitEnd();
                },
                LIMIT,
                of);
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                patience.write(Stream.STDOUT, new byte[1], 0, 1);
                done.complete("");
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        begun.await();
        long start = System.nanoTime();
        assertThatThrownBy(() -> patience.await(done, "a container"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing was taken");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void awaitEnd() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void theOthersOfACompanyAreNotWaitedForOneAfterTheOther() throws InterruptedException {
        assertThat(stalled(company)).isGreaterThanOrEqualTo(LIMIT.minusMillis(100));
        for (int i = 0; i < 3; i++) {
            assertThat(stalled(company)).isLessThan(LIMIT.dividedBy(2));
        }
        assertThat(stalled(new Company())).isGreaterThanOrEqualTo(LIMIT.minusMillis(100));
    }

    @Test
    void whoTakesSomethingIsWaitedFor() throws Exception {
        Patience patience = new Patience((_, _, _, _) -> {}, Duration.ofMillis(20), company);
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    patience.write(Stream.STDOUT, new byte[1], 0, 1);
                }
                done.complete("");
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        patience.await(done, "a container");
        assertThat(done).isDone();
    }
}
