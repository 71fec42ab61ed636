package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import naru.base.Fault;
import naru.store.kv.KeyValues;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.KeyValues.Put;
import naru.store.kv.KeyValuesContract;
import naru.store.kv.Watch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a cluster of three of which one is dead, and what happens while they die one after another.
@Tag("system")
class ThreeMembersTest extends KeyValuesContract {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static TestEtcd etcd;

    @BeforeAll
    static void startThreeAndKillOne() {
        etcd = new TestEtcd(folder, 3);
        try (KeyValues store = etcd.connect(0)) {
            store.revision();
        }
        etcd.stop(0);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    protected KeyValues open() {
        return etcd.connect(0);
    }

    @Override
    public Duration shortLease() {
        return Duration.ofSeconds(2);
    }

    @Override
    public int bound() {
        return TestEtcd.BOUND;
    }

    @Test
    void writesAndWatchesGoOnWhileMembersDieInTurn() {
        etcd.start(0);
        List<Long> acknowledged = new ArrayList<>();
        TreeSet<Long> told = new TreeSet<>();
        try (KeyValues store = etcd.connect(2);
                Watch watch = store.watch(prefix(), end(), 0)) {
            for (int round = 0; round < 3; round++) {
                int victim = (round + 2) % 3;
                write(store, acknowledged, 20);
                etcd.stop(victim);
                write(store, acknowledged, 20);
                etcd.start(victim);
                write(store, acknowledged, 20);
            }
            long latest = store.revision();
            until(watch, latest)
                    .forEach(event -> assertThat(told.add(event.revision()))
                            .as("revision %d told once", event.revision())
                            .isTrue());
            assertThat(told).containsAll(acknowledged);
            assertThat(store.range(prefix(), end(), 0, 0).entries())
                    .extracting(KeyValues.Entry::modRevision)
                    .containsAll(acknowledged);
        }
        etcd.stop(0);
    }

    /// Writes new keys until so many were acknowledged; what failed may have happened, and is not repeated.
    private void write(KeyValues store, List<Long> acknowledged, int count) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int written = 0;
        while (written < count) {
            assertThat(System.nanoTime() - deadline).as("writes go on").isNegative();
            String name = key("w" + System.nanoTime());
            try {
                Outcome outcome = store.commit(
                        List.of(new KeyValues.Condition(name, 0)),
                        List.of(new Put(name, name.getBytes(StandardCharsets.US_ASCII), 0)));
                assertThat(outcome.succeeded()).isTrue();
                acknowledged.add(outcome.revision());
                written++;
            } catch (Fault e) {
                assertThat(e.kind()).as(e.sentence()).isEqualTo(Fault.Kind.UNAVAILABLE);
            }
        }
    }
}
