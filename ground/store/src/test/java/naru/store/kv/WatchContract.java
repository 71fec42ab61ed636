package naru.store.kv;

import static naru.store.kv.StoreUnderTest.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import naru.base.Fault.Kind;
import naru.store.kv.Watch.Batch;
import naru.store.kv.Watch.Event;
import org.junit.jupiter.api.Test;

/// What watching must do.
interface WatchContract extends StoreUnderTest {
    @Test
    default void aWatchTellsWhatComesNext() {
        long base = put("a", "0");
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            put("a", "1");
            commit(List.of(), delete("a"), put("b", "2", 0));
            commit(List.of(), delete("b"));
            assertThat(texts(next(watch, 4), base)).containsExactly("+a=1@1", "-a@2", "+b=2@2", "-b@3");
        }
    }

    @Test
    default void aWatchTellsThePastAndGoesOn() {
        long base = put("a", "0");
        put("b", "1");
        put("a", "2");
        try (Watch watch = store().watch(prefix(), end(), base + 1)) {
            assertThat(texts(next(watch, 2), base)).containsExactly("+b=1@1", "+a=2@2");
            put("c", "3");
            assertThat(texts(next(watch, 1), base)).containsExactly("+c=3@3");
        }
    }

    @Test
    default void aWatchWaitsForARevisionToCome() {
        long base = put("a", "0");
        try (Watch watch = store().watch(prefix(), end(), base + 3)) {
            put("a", "1");
            put("a", "2");
            put("a", "3");
            put("a", "4");
            assertThat(texts(next(watch, 2), base)).containsExactly("+a=3@3", "+a=4@4");
        }
    }

    @Test
    default void anEventHasWhatWasBefore() {
        put("a", "0");
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            put("a", "1");
            put("b", "2");
            commit(List.of(), delete("a"));
            List<Event> events = next(watch, 3);
            assertThat(events.stream()
                            .map(event -> event.before() == null ? "nothing" : text(event.before()))
                            .toList())
                    .containsExactly("a=0", "nothing", "a=1");
        }
    }

    @Test
    default void aWatchTellsOnlyItsRange() {
        long base = put("a", "0");
        try (Watch watch = store().watch(key("b"), key("d"), 0)) {
            put("a", "1");
            put("d", "2");
            put("b", "3");
            put("c", "4");
            commit(List.of(), put("a", "5", 0), put("c", "6", 0));
            assertThat(texts(next(watch, 3), base)).containsExactly("+b=3@3", "+c=4@4", "+c=6@5");
        }
    }

    @Test
    default void aQuietWatchFollowsTheStoresRevision() {
        try (Watch watch = store().watch(key("quiet/"), key("quiet0"), 0)) {
            long revision = put("loud", "1");
            assertThat(until(watch, revision)).isEmpty();
            Batch batch = watch.next(Duration.ZERO);
            assertThat(batch.events()).isEmpty();
            assertThat(batch.revision()).isEqualTo(revision);
        }
    }

    @Test
    default void aWatchOfWhatWasCompactedIsGone() {
        long first = put("a", "1");
        put("a", "2");
        long last = put("a", "3");
        store().compact(last);
        assertFault(Kind.GONE, () -> {
            try (Watch watch = store().watch(prefix(), end(), first)) {
                next(watch, 1);
            }
        });
        long base = put("a", "4");
        try (Watch watch = store().watch(prefix(), end(), last + 1)) {
            assertThat(texts(next(watch, 1), base)).containsExactly("+a=4@0");
        }
    }

    @Test
    default void aReaderThatNeverReadsIsBounded() {
        try (Watch watch = store().watch(prefix(), end(), 0)) {
            for (int i = 0; i < bound() * 2; i++) {
                put("k", "v" + i);
            }
            int[] delivered = {0};
            assertFault(Kind.GONE, () -> {
                while (delivered[0] < bound() * 2) {
                    delivered[0] += next(watch, 1).size();
                }
            });
            assertThat(delivered[0]).isLessThanOrEqualTo(bound());
            assertFault(Kind.GONE, () -> watch.next(Duration.ZERO));
        }
    }

    @Test
    default void closingEndsAWaitingRead() throws InterruptedException {
        Watch watch = store().watch(prefix(), end(), 0);
        Thread reader = Thread.startVirtualThread(() -> watch.next(Duration.ofMinutes(5)));
        watch.close();
        assertThat(reader.join(PATIENCE)).isTrue();
        put("a", "1");
        assertThat(watch.next(Duration.ofMillis(20)).events()).isEmpty();
        watch.close();
    }

    @Test
    default void closingTheStoreEndsItsWatches() {
        KeyValues store = store();
        Watch watch = store.watch(prefix(), end(), 0);
        store.close();
        assertFault(Kind.UNAVAILABLE, () -> watch.next(PATIENCE));
        assertFault(Kind.UNAVAILABLE, store::revision);
        assertFault(Kind.UNAVAILABLE, () -> put("a", "1"));
        store.close();
    }
}
