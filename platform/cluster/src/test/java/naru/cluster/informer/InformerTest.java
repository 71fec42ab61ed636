package naru.cluster.informer;

import static naru.cluster.view.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class InformerTest {
    private final Script server = new Script();
    private final Informer informer = new Informer(server, Resources.CONFIG_MAPS, "");
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        informer.close();
    }

    @Test
    void it_lists_watches_and_tells_every_change_once() throws InterruptedException {
        server.items = List.of(object("a", "u1", 5));
        begin();
        assertThat(next()).isEqualTo("+a@5");
        server.tell(ObjectWatch.Type.ADDED, object("b", "u2", 11));
        server.tell(ObjectWatch.Type.MODIFIED, object("a", "u1", 12));
        server.tell(ObjectWatch.Type.DELETED, object("b", "u2", 13));
        assertThat(List.of(next(), next(), next())).containsExactly("+b@11", "a@5>12", "-b@11");
        assertThat(informer.all()).hasSize(1);
    }

    @Test
    void what_a_write_answered_is_seen_at_once_and_told_once() throws InterruptedException {
        begin();
        informer.learn(object("a", "u1", 11));
        assertThat(next()).isEqualTo("+a@11");
        server.tell(ObjectWatch.Type.ADDED, object("a", "u1", 11));
        server.tell(ObjectWatch.Type.DELETED, object("a", "u1", 12));
        assertThat(next()).isEqualTo("-a@11");
        informer.learn(object("a", "u1", 11));
        assertThat(informer.all()).as("it has gone meanwhile").isEmpty();
    }

    @Test
    void a_broken_watch_goes_on_from_the_last_version() throws InterruptedException {
        begin();
        server.tell(ObjectWatch.Type.ADDED, object("a", "u1", 11));
        assertThat(next()).isEqualTo("+a@11");
        server.breakWith(Fault.unavailable("away", null));
        server.tell(ObjectWatch.Type.ADDED, object("b", "u2", 12));
        assertThat(next()).isEqualTo("+b@12");
        assertThat(server.watched).containsExactly("10", "11");
        assertThat(server.lists).isEqualTo(1);
        assertThat(informer.interruptions()).isEqualTo(1);
    }

    @Test
    void changes_that_are_no_longer_kept_are_found_by_listing_again() throws InterruptedException {
        server.items = List.of(object("a", "u1", 5), object("b", "u2", 6));
        begin();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("+a@5", "+b@6");
        server.items = List.of(object("a", "u1", 20), object("c", "u3", 21));
        server.version = "30";
        server.breakWith(Fault.gone("compacted"));
        assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("a@5>20", "+c@21", "-b@6");
        server.tell(ObjectWatch.Type.DELETED, object("c", "u3", 31));
        assertThat(next()).isEqualTo("-c@21");
        assertThat(server.watched.getLast()).isEqualTo("30");
    }

    @Test
    void indexes_follow_changes() throws InterruptedException {
        informer.index("uid", one -> List.of(Meta.uid(one)));
        begin();
        server.tell(ObjectWatch.Type.ADDED, object("a", "u1", 11));
        next();
        assertThat(informer.indexed("uid", "u1")).hasSize(1);
        server.tell(ObjectWatch.Type.DELETED, object("a", "u1", 12));
        next();
        assertThat(informer.indexed("uid", "u1")).isEmpty();
        assertThat(informer.get(new Key("default", "a"))).isEmpty();
    }

    private void begin() throws InterruptedException {
        informer.handle((before, now) -> told.add(text(before, now)));
        informer.start();
        assertThat(informer.awaitSynced(Duration.ofSeconds(20))).isTrue();
    }

    private String next() throws InterruptedException {
        return java.util.Objects.requireNonNull(told.poll(20, TimeUnit.SECONDS), "nothing was told");
    }

    private static String text(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before == null) {
            return "+" + Meta.name(java.util.Objects.requireNonNull(now)) + "@" + Meta.version(now);
        }
        return now == null
                ? "-" + Meta.name(before) + "@" + Meta.version(before)
                : Meta.name(now) + "@" + Meta.version(before) + ">" + Meta.version(now);
    }

    private static ObjectNode object(String name, String uid, long version) {
        return json("{'metadata': {'namespace': 'default', 'name': '%s', 'uid': '%s', 'resourceVersion': '%d'}}"
                .formatted(name, uid, version));
    }

    /// A server that says what the test tells it to.
    private static final class Script implements Objects {
        private volatile List<ObjectNode> items = List.of();
        private volatile String version = "10";
        private volatile int lists;
        private final List<String> watched = Collections.synchronizedList(new ArrayList<>());
        private final BlockingQueue<Object> script = new LinkedBlockingQueue<>();

        void tell(ObjectWatch.Type type, ObjectNode object) {
            script.add(new ObjectWatch.Event(type, object));
        }

        void breakWith(Fault fault) {
            script.add(fault);
        }

        @Override
        public synchronized Page list(Resource resource, String namespace, ListOptions options) {
            lists = lists + 1;
            return new Page(items, version, "", 0);
        }

        @Override
        public ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
            watched.add(options.resourceVersion());
            return new ObjectWatch() {
                @Override
                public List<Event> next(Duration patience) {
                    try {
                        Object one = script.take();
                        if (one instanceof Fault fault) {
                            throw fault;
                        }
                        return List.of((Event) one);
                    } catch (InterruptedException _) {
                        return List.of();
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public ObjectNode get(Resource resource, String namespace, String name) {
            throw Fault.notFound(name);
        }

        @Override
        public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
            throw Fault.notImplemented("create");
        }

        @Override
        public ObjectNode update(
                Resource resource,
                String namespace,
                String name,
                String subresource,
                ObjectNode object,
                WriteOptions options) {
            throw Fault.notImplemented("update");
        }

        @Override
        public ObjectNode patch(
                Resource resource,
                String namespace,
                String name,
                String subresource,
                Patch patch,
                WriteOptions options) {
            throw Fault.notImplemented("patch");
        }

        @Override
        public ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
            throw Fault.notImplemented("delete");
        }
    }
}
