package naru.store.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.store.kv.KeyValues.Condition;
import naru.store.kv.KeyValues.Delete;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.KeyValues.Put;
import naru.store.kv.Watch.Batch;
import naru.store.kv.Watch.Event;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What the parts of the contract share: the store, a prefix of keys that is this test's own, and short
/// words. Other tests may use the same store before and after.
interface StoreUnderTest {
    Duration PATIENCE = Duration.ofSeconds(20);

    KeyValues store();

    /// Under which this test's keys are; ends with a slash.
    String prefix();

    /// A lease that is as short as the store allows.
    Duration shortLease();

    /// After how many more changes than this one a reader that does not read gets GONE.
    int bound();

    default String key(String name) {
        return prefix() + name;
    }

    default String end() {
        return KeyValues.endOf(prefix());
    }

    default long put(String name, String value) {
        return commit(List.of(), put(name, value, 0)).revision();
    }

    default Put put(String name, String value, long lease) {
        return new Put(key(name), bytes(value), lease);
    }

    default Delete delete(String name) {
        return new Delete(key(name));
    }

    default Condition unchanged(String name, long revision) {
        return new Condition(key(name), revision);
    }

    default Outcome commit(List<Condition> conditions, Operation... operations) {
        return store().commit(conditions, List.of(operations));
    }

    default Entry get(String name) {
        List<Entry> entries = store().get(key(name)).entries();
        assertThat(entries).as(name).hasSize(1);
        return entries.getFirst();
    }

    default KeyValues.Range all() {
        return store().range(prefix(), end(), 0, 0);
    }

    /// This test's keys with their values, such as `a=1`.
    default List<String> texts(KeyValues.Range range) {
        return range.entries().stream().map(this::text).toList();
    }

    default String text(Entry entry) {
        return entry.key().substring(prefix().length()) + "=" + new String(entry.value(), StandardCharsets.UTF_8);
    }

    /// The next changes, at least so many.
    default List<Event> next(Watch watch, int atLeast) {
        List<Event> events = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events.size() < atLeast && System.nanoTime() - deadline < 0) {
            events.addAll(watch.next(Duration.ofMillis(200)).events());
        }
        assertThat(events).hasSizeGreaterThanOrEqualTo(atLeast);
        return events;
    }

    /// Reads until everything up to a revision was delivered.
    default List<Event> until(Watch watch, long revision) {
        List<Event> events = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Batch batch;
        do {
            batch = watch.next(Duration.ofMillis(50));
            events.addAll(batch.events());
        } while (batch.revision() < revision && System.nanoTime() - deadline < 0);
        assertThat(batch.revision()).isGreaterThanOrEqualTo(revision);
        return events;
    }

    /// Changes in short: `+a=1@7` for a put, `-a@8` for a deletion, the revision counted from `base`.
    default List<String> texts(List<Event> events, long base) {
        return events.stream()
                .map(event -> {
                    Entry now = event.now();
                    String change = now == null ? "-" + event.key().substring(prefix().length()) : "+" + text(now);
                    return change + "@" + (event.revision() - base);
                })
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void assertFault(Fault.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.kind()).as(fault.sentence()).isEqualTo(kind));
    }
}
