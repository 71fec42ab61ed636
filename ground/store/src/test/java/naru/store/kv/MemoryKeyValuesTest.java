package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static naru.store.kv.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import naru.base.Fault.Kind;
import naru.store.kv.KeyValues.Put;
import org.junit.jupiter.api.Test;

class MemoryKeyValuesTest extends KeyValuesContract {
    private static final Window SMALL = new Window(Duration.ofMinutes(5), 250, 64 << 20);

    @Override
    protected KeyValues open() {
        return new MemoryKeyValues(SMALL, System::nanoTime);
    }

    @Override
    public Duration shortLease() {
        return Duration.ofMillis(300);
    }

    @Override
    public int bound() {
        return SMALL.revisions();
    }

    @Test
    void theWindowForgetsByAge() {
        AtomicLong clock = new AtomicLong();
        try (KeyValues store = new MemoryKeyValues(Window.DEFAULT, clock::get)) {
            long old = commit(store, "a", 1);
            clock.addAndGet(Duration.ofMinutes(4).toNanos());
            long recent = commit(store, "a", 1);
            clock.addAndGet(Duration.ofMinutes(2).toNanos());
            assertThat(store.range("a", "b", 0, old).count()).isOne();
            commit(store, "a", 1);
            assertFault(Kind.GONE, () -> store.range("a", "b", 0, old));
            assertThat(store.range("a", "b", 0, recent).count()).isOne();
        }
    }

    @Test
    void theWindowForgetsByBytesButNeverTheLatest() {
        try (KeyValues store = new MemoryKeyValues(new Window(Duration.ofHours(1), 100, 10_000), System::nanoTime)) {
            long old = commit(store, "a", 3_000);
            long recent = commit(store, "b", 3_000);
            assertThat(store.range("a", "b", 0, old).count()).isOne();
            long huge = commit(store, "c", 100_000);
            assertFault(Kind.GONE, () -> store.range("a", "b", 0, recent));
            assertThat(store.range("a", "z", 0, huge).count()).isEqualTo(3);
            assertThat(store.range("a", "z", 0, 0).count()).isEqualTo(3);
        }
    }

    @Test
    void aLeaseEndsWhenTheClockSaysSo() {
        AtomicLong clock = new AtomicLong();
        try (KeyValues store = new MemoryKeyValues(Window.DEFAULT, clock::get)) {
            long lease = store.grant(Duration.ofMinutes(1));
            store.commit(List.of(), List.of(new Put("a", bytes("1"), lease)));
            clock.addAndGet(Duration.ofSeconds(59).toNanos());
            store.keepAlive(lease);
            clock.addAndGet(Duration.ofSeconds(59).toNanos());
            store.keepAlive(lease);
            try (Watch watch = store.watch("a", "b", 0)) {
                clock.addAndGet(Duration.ofSeconds(60).toNanos());
                assertFault(Kind.NOT_FOUND, () -> store.keepAlive(lease));
                assertThat(watch.next(PATIENCE).events()).hasSize(1);
            }
        }
    }

    private static long commit(KeyValues store, String key, int bytes) {
        return store.commit(List.of(), List.of(new Put(key, new byte[bytes], 0)))
                .revision();
    }
}
