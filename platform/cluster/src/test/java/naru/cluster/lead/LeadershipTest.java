package naru.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.cluster.view.Documents;
import naru.store.kv.KeyValues;
import naru.store.kv.MemoryKeyValues;
import naru.store.kv.Watch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// Who leads, and that nobody else writes as if he did.
@Timeout(60)
class LeadershipTest {
    private static final WriteOptions AS = WriteOptions.by("test");

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);

    /// Someone who stands for election, and what it was given when it won.
    private final class Server implements Leadership.Office, AutoCloseable {
        private final BlockingQueue<KeyValues> terms = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private final Leadership leadership;

        Server(String name) {
            this.leadership = new Leadership(store, name, this);
        }

        @Override
        public void begin(KeyValues fenced) {
            terms.add(fenced);
        }

        @Override
        public void end() {
            ends.add("ended");
        }

        /// What it writes through as the leader, once it is that.
        Objects leads() throws InterruptedException {
            KeyValues term = terms.poll(30, TimeUnit.SECONDS);
            assertThat(term).isNotNull();
            return objects.through(term);
        }

        @Override
        public void close() {
            leadership.close();
        }
    }

    @AfterEach
    void close() {
        objects.close();
        store.close();
    }

    private static ObjectNode map(String name) {
        return Documents.json("{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': '" + name + "'}}");
    }

    private static void refused(ThrowingCallable write) {
        assertThatThrownBy(write)
                .hasMessageContaining("does not lead")
                .extracting(e -> ((Fault) e).kind())
                .isEqualTo(Fault.Kind.UNAVAILABLE);
    }

    @Test
    void whoseTermHasEndedWritesNothingAnyMore() throws InterruptedException {
        try (Server first = new Server("a")) {
            Objects stale = first.leads();
            ObjectNode made = stale.create(Resources.NAMESPACES, "", map("one"), AS);
            endTerm();
            try (Server second = new Server("b")) {
                Objects fresh = second.leads();
                long revision = store.revision();
                refused(() -> stale.create(Resources.NAMESPACES, "", map("two"), AS));
                made.withObject("/metadata/labels").put("by", "a");
                refused(() -> stale.update(Resources.NAMESPACES, "", "one", "", made, AS));
                refused(() -> stale.delete(Resources.NAMESPACES, "", "one", DeleteOptions.NOW));
                assertThat(store.revision()).isEqualTo(revision);
                fresh.create(Resources.NAMESPACES, "", map("three"), AS);
                assertThat(stale.get(Resources.NAMESPACES, "", "three").path("kind"))
                        .isNotNull();
                assertThat(first.ends.poll(30, TimeUnit.SECONDS)).isEqualTo("ended");
                assertThat(first.terms).isEmpty();
            }
            first.leads().create(Resources.NAMESPACES, "", map("four"), AS);
        }
    }

    @Test
    void whoWaitsLeadsAsSoonAsTheTermBeforeHasEnded() throws InterruptedException {
        try (Server first = new Server("a");
                Server second = new Server("b")) {
            KeyValues.Entry leader = awaitLeader();
            boolean firstLeads = new String(leader.value(), StandardCharsets.UTF_8).equals("a");
            Server waits = firstLeads ? second : first;
            assertThat(waits.terms).isEmpty();
            endTerm();
            waits.leads().create(Resources.NAMESPACES, "", map("one"), AS);
        }
    }

    private KeyValues.Entry awaitLeader() {
        try (Watch watch = store.watch(Leadership.KEY, Leadership.KEY + '\0', 1)) {
            while (true) {
                for (Watch.Event event : watch.next(Duration.ofSeconds(10)).events()) {
                    if (event.now() != null) {
                        return event.now();
                    }
                }
            }
        }
    }

    /// As the store does when a leader stands still for too long.
    private void endTerm() {
        store.revoke(store.get(Leadership.KEY).entries().getFirst().lease());
    }
}
