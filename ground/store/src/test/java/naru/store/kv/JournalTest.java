package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static naru.store.kv.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.base.DiskFull;
import naru.base.Fault.Kind;
import naru.store.kv.KeyValues.Put;
import org.junit.jupiter.api.Test;

/// What becomes of a store whose journal cannot write.
class JournalTest {
    private final AtomicBoolean full = new AtomicBoolean();

    private final Journal journal = new Journal() {
        @Override
        public void write(Plan plan) {
            if (full.get()) {
                throw DiskFull.fault(new IllegalStateException("full"));
            }
        }

        @Override
        public void close() {}
    };

    @Test
    void whatCouldNotBeWrittenIsNeverSeen() {
        try (KeyValues store = new MemoryKeyValues(Window.DEFAULT, System::nanoTime, journal, Snapshot.NEW, Map.of());
                Watch watch = store.watch("a", "b", 0)) {
            long before = put(store, "1", 0);
            full.set(true);
            assertFault(Kind.UNAVAILABLE, () -> put(store, "2", 0));
            assertThat(store.revision()).isEqualTo(before);
            assertThat(store.get("a").entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo(bytes("1")));
            full.set(false);
            assertThat(put(store, "3", 0)).isEqualTo(before + 1);
            assertThat(watch.next(Duration.ofSeconds(5)).events()).hasSize(2);
        }
    }

    @Test
    void aLeaseWhoseEndCouldNotBeWrittenRunsOnAndEndsLater() {
        try (KeyValues store = new MemoryKeyValues(Window.DEFAULT, System::nanoTime, journal, Snapshot.NEW, Map.of())) {
            long lease = store.grant(Duration.ofHours(1));
            put(store, "1", lease);
            full.set(true);
            assertFault(Kind.UNAVAILABLE, () -> store.revoke(lease));
            store.keepAlive(lease);
            assertThat(store.get("a").count()).isOne();
            full.set(false);
            store.revoke(lease);
            assertThat(store.get("a").count()).isZero();
        }
    }

    private static long put(KeyValues store, String value, long lease) {
        return store.commit(List.of(), List.of(new Put("a", bytes(value), lease)))
                .revision();
    }
}
