package naru.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AheadTest {
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void itBeginsBeforeItIsWaitedFor() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Ahead<String> work = Ahead.begin("test", () -> {
            begun.countDown();
            return "done";
        });
        begun.await();
        assertThat(work.get()).isEqualTo("done");
        work.close();
    }

    @Test
    void whoWaitsIsToldOfItsFailureAndNothingIsClosed() {
        Ahead<AutoCloseable> work = Ahead.begin("test", () -> {
            throw Fault.conflict("the port is taken");
        });
        assertThatThrownBy(work::get).isInstanceOf(Fault.class).hasMessageContaining("the port is taken");
        work.close();
    }

    @Test
    void itsResultIsClosed() {
        Ahead<AutoCloseable> work = Ahead.begin("test", () -> closed::incrementAndGet);
        work.close();
        assertThat(closed).hasValue(1);
    }
}
