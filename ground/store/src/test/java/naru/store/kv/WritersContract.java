package naru.store.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import naru.store.kv.KeyValues.Condition;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.Watch.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// What must hold when many write at once. `-Dseed=N` repeats a run's choices.
interface WritersContract extends StoreUnderTest {
    int WRITERS = 8;
    int COMMITS = 25;

    @Test
    default void watchesTellOneHistoryWhateverTheWritersDo(TestReporter reporter) throws InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        reporter.publishEntry("seed", String.valueOf(seed));
        long base = put("base", "0");
        Set<Long> revisions = new ConcurrentSkipListSet<>();
        List<Event> live;
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            run(seed, revisions);
            live = until(watch, store().revision());
        }
        try (Watch watch = store().watch(prefix(), end(), base + 1)) {
            assertThat(texts(until(watch, store().revision()), base))
                    .as("seed %d: the past is told as it was live", seed)
                    .isEqualTo(texts(live, base));
        }
        Set<Long> told = new LinkedHashSet<>(live.stream().map(Event::revision).toList());
        assertThat(told).as("seed %d: each revision once, in order", seed).containsExactlyElementsOf(revisions);
        assertThat(live).isSortedAccordingTo((a, b) -> Long.compare(a.revision(), b.revision()));
        assertThat(replay(live, seed)).as("seed %d", seed).isEqualTo(texts(all()));
    }

    @Test
    default void aCounterThatManyRaiseLosesNothing() throws InterruptedException {
        put("counter", "0");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            threads.add(Thread.startVirtualThread(this::raiseTenTimes));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(text(get("counter"))).isEqualTo("counter=" + WRITERS * 10);
    }

    private void raiseTenTimes() {
        for (int raised = 0; raised < 10; ) {
            Entry entry = get("counter");
            int value = Integer.parseInt(text(entry).substring("counter=".length()));
            Outcome outcome =
                    commit(List.of(unchanged("counter", entry.modRevision())), put("counter", "" + (value + 1), 0));
            raised += outcome.succeeded() ? 1 : 0;
        }
    }

    private void run(long seed, Set<Long> revisions) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            threads.add(Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .start(() -> write(random, revisions)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private void write(Random random, Set<Long> revisions) {
        for (int i = 0; i < COMMITS; i++) {
            long before = store().revision();
            int first = random.nextInt(10);
            List<Operation> operations = new ArrayList<>();
            for (int j = 0; j <= random.nextInt(3); j++) {
                String name = "k" + (first + j);
                operations.add(random.nextInt(3) == 0 ? delete(name) : put(name, "" + random.nextInt(1_000), 0));
            }
            operations.add(put("own" + random.nextInt(3), "" + i, 0));
            List<Condition> conditions =
                    random.nextBoolean() ? List.of() : List.of(unchanged("k" + first, random.nextLong(before + 1)));
            Outcome outcome = store().commit(conditions, operations);
            if (outcome.succeeded()) {
                assertThat(outcome.revision()).isGreaterThan(before);
                assertThat(revisions.add(outcome.revision())).isTrue();
            }
        }
    }

    /// What the changes make of nothing, checking each against what was before it.
    private List<String> replay(List<Event> events, long seed) {
        TreeMap<String, Entry> model = new TreeMap<>();
        model.put(key("base"), get("base"));
        for (Event event : events) {
            Entry before = model.get(event.key());
            assertThat(event.before() == null ? null : text(event.before()))
                    .as("seed %d: before %s at %d", seed, event.key(), event.revision())
                    .isEqualTo(before == null ? null : text(before));
            if (event.now() == null) {
                model.remove(event.key());
            } else {
                assertThat(event.now().version()).isEqualTo(before == null ? 1 : before.version() + 1);
                model.put(event.key(), event.now());
            }
        }
        return model.values().stream().map(this::text).toList();
    }
}
