package naru.cluster.informer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import naru.cluster.controller.HandTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {
    private final HandTiming timing = new HandTiming();
    private final WorkQueue<String> queue =
            new WorkQueue<>(timing, new Backoff(Duration.ofMillis(10), Duration.ofMillis(50)), 3);

    @Test
    void a_key_waits_once_and_is_never_looked_at_twice_at_a_time() throws InterruptedException {
        queue.add("a");
        queue.add("a");
        queue.add("b");
        assertThat(queue.take()).isEqualTo("a");
        queue.add("a");
        assertThat(queue.take()).isEqualTo("b");
        queue.done("b", Duration.ZERO);
        queue.done("a", Duration.ZERO);
        assertThat(queue.take()).isEqualTo("a");
        queue.done("a", Duration.ZERO);
        assertThat(queue.idle()).isTrue();
    }

    @Test
    void failures_come_back_later_and_later_up_to_a_limit() throws InterruptedException {
        for (int wait : new int[] {10, 20, 40, 50, 50}) {
            queue.retry("a");
            timing.advance(Duration.ofMillis(wait - 1));
            assertThat(queue.idle()).isFalse();
            queue.add("probe");
            assertThat(queue.take()).as("too early").isEqualTo("probe");
            queue.done("probe", Duration.ZERO);
            timing.advance(Duration.ofMillis(1));
            assertThat(queue.take()).isEqualTo("a");
            queue.done("a", Duration.ZERO);
        }
        queue.forget("a");
        assertThat(queue.retry("a")).isEqualTo(1);
    }

    @Test
    void of_several_times_the_earliest_counts() throws InterruptedException {
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(1));
        queue.addAfter("a", Duration.ofSeconds(3));
        timing.advance(Duration.ofSeconds(1));
        assertThat(queue.take()).isEqualTo("a");
        queue.done("a", Duration.ZERO);
        timing.advance(Duration.ofSeconds(10));
        assertThat(queue.idle()).isTrue();
    }

    @Test
    void beyond_its_limit_it_refuses_and_says_so_once_it_is_empty() throws InterruptedException {
        assertThat(queue.add("a") && queue.add("b") && queue.add("c")).isTrue();
        assertThat(queue.add("d")).isFalse();
        assertThat(queue.overflowed()).isFalse();
        for (int i = 0; i < 3; i++) {
            queue.done(java.util.Objects.requireNonNull(queue.take()), Duration.ZERO);
        }
        assertThat(queue.overflowed()).isTrue();
        assertThat(queue.overflowed()).isFalse();
    }

    @Test
    void closed_it_gives_nothing() throws InterruptedException {
        queue.add("a");
        queue.close();
        assertThat(queue.take()).isNull();
    }
}
