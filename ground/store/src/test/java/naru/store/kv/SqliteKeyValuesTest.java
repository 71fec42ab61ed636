package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static naru.store.kv.StoreUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import naru.base.Fault;
import naru.base.Fault.Kind;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.store.kv.KeyValues.Delete;
import naru.store.kv.KeyValues.Put;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyValuesTest extends KeyValuesContract {
    private static final Window SMALL = new Window(Duration.ofMinutes(5), 250, 64 << 20);

    @TempDir
    Path folder;

    @Override
    protected KeyValues open() {
        return SqliteKeyValues.open(folder.resolve("contract.db"), SMALL, System::nanoTime);
    }

    @Override
    public Duration shortLease() {
        return Duration.ofMillis(500);
    }

    @Override
    public int bound() {
        return SMALL.revisions();
    }

    @Test
    void everythingIsThereAfterReopeningButThePast() {
        Path file = folder.resolve("again.db");
        KeyValues.Range before;
        long lease;
        try (KeyValues first = SqliteKeyValues.open(file)) {
            lease = first.grant(Duration.ofHours(1));
            put(first, "a", "1", 0);
            put(first, "a", "2", lease);
            put(first, "b", "", 0);
            put(first, "c", "3", 0);
            first.commit(List.of(), List.of(new Delete("c")));
            before = first.range("a", "z", 0, 0);
        }
        try (KeyValues second = SqliteKeyValues.open(file)) {
            assertThat(second.range("a", "z", 0, 0)).usingRecursiveComparison().isEqualTo(before);
            assertThat(second.range("a", "z", 0, before.revision()).count()).isEqualTo(2);
            assertFault(Kind.GONE, () -> second.range("a", "z", 0, before.revision() - 1));
            assertFault(Kind.GONE, () -> second.watch("a", "z", before.revision()));
            try (Watch watch = second.watch("a", "z", before.revision() + 1)) {
                second.revoke(lease);
                assertThat(watch.next(PATIENCE).events()).singleElement().satisfies(event -> {
                    assertThat(event.key()).isEqualTo("a");
                    assertThat(event.revision()).isEqualTo(before.revision() + 1);
                });
            }
        }
        try (KeyValues third = SqliteKeyValues.open(file)) {
            assertThat(third.revision()).isEqualTo(before.revision() + 1);
            assertFault(Kind.NOT_FOUND, () -> third.keepAlive(lease));
        }
    }

    @Test
    void aLeaseHasAllItsTimeAgainAfterReopening() {
        Path file = folder.resolve("lease.db");
        AtomicLong clock = new AtomicLong();
        try (KeyValues first = SqliteKeyValues.open(file, Window.DEFAULT, clock::get)) {
            put(first, "a", "1", first.grant(Duration.ofMinutes(1)));
            clock.addAndGet(Duration.ofSeconds(50).toNanos());
        }
        try (KeyValues second = SqliteKeyValues.open(file, Window.DEFAULT, clock::get);
                Watch watch = second.watch("a", "b", 0)) {
            clock.addAndGet(Duration.ofSeconds(50).toNanos());
            assertThat(watch.next(Duration.ofMillis(600)).events()).isEmpty();
            clock.addAndGet(Duration.ofSeconds(10).toNanos());
            assertThat(watch.next(PATIENCE).events()).hasSize(1);
        }
    }

    @Test
    void aSecondOpenerIsRefused() {
        Path file = folder.resolve("held.db");
        try (KeyValues first = SqliteKeyValues.open(file)) {
            put(first, "a", "1", 0);
            assertThatThrownBy(() -> SqliteKeyValues.open(file))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("another naru")
                    .hasMessageContaining(file.toString());
            put(first, "a", "2", 0);
        }
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() {
        Path file = folder.resolve("documents.db");
        try (Documents documents = SqliteDocuments.open(file)) {
            documents.put("c", "k", bytes("v"));
        }
        assertThatThrownBy(() -> SqliteKeyValues.open(file)).hasMessageContaining("something else");
        try (Documents documents = SqliteDocuments.open(file)) {
            assertThat(documents.get("c", "k")).isPresent();
        }
    }

    private static void put(KeyValues store, String key, String value, long lease) {
        store.commit(List.of(), List.of(new Put(key, bytes(value), lease)));
    }
}
