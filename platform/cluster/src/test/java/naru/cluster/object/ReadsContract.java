package naru.cluster.object;

import static naru.cluster.object.Docs.configMap;
import static naru.cluster.object.Docs.doc;
import static naru.cluster.object.Docs.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.ObjectWatch.Event;
import naru.cluster.object.ObjectWatch.Type;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What every implementation of [Objects] must do when it is read. Each test begins with an empty cluster.
public abstract class ReadsContract {
    /// Who writes in these tests.
    protected static final WriteOptions BY_TEST = WriteOptions.by("test");

    private static final Resource MAPS = Resources.CONFIG_MAPS;
    /// What is tested.
    protected Objects objects;

    /// Makes an empty cluster.
    protected abstract Objects open();

    /// Ends what [#open] made.
    protected abstract void close();

    @BeforeEach
    void openObjects() {
        objects = open();
        objects.create(Resources.NAMESPACES, "", namespace("shop"), BY_TEST);
    }

    @AfterEach
    void closeObjects() {
        close();
    }

    @Test
    void aListIsSortedSelectedAndOfOneNamespaceOrAll() {
        objects.create(Resources.NAMESPACES, "", namespace("other"), BY_TEST);
        objects.create(MAPS, "shop", configMap("b", "k", "x"), BY_TEST);
        objects.create(MAPS, "shop", configMap("a", "k", "y"), BY_TEST);
        objects.create(MAPS, "other", configMap("c", "k", "x"), BY_TEST);
        assertThat(names("shop", ListOptions.ALL)).containsExactly("a", "b");
        assertThat(names("", ListOptions.ALL)).containsExactly("c", "a", "b");
        assertThat(names("", ListOptions.labelled("app in (x, z)"))).containsExactly("c", "b");
        assertThat(names("", ListOptions.labelled("app!=x"))).containsExactly("a");
        assertThat(names("", ListOptions.where("metadata.name=b,metadata.namespace!=other")))
                .containsExactly("b");
        refused(
                Fault.Kind.INVALID,
                "\"foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
                () -> objects.list(MAPS, "shop", ListOptions.where("foo=bar")));
    }

    @Test
    void pagesAreOfOneState() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            objects.create(MAPS, "shop", configMap(name, "k", "v"), BY_TEST);
        }
        Page first = objects.list(MAPS, "shop", new ListOptions("", "", 2, "", "", false, false));
        assertThat(first.remaining()).isEqualTo(3);
        objects.delete(MAPS, "shop", "c", DeleteOptions.DEFAULT);
        objects.create(MAPS, "shop", configMap("bb", "k", "v"), BY_TEST);
        Page second = objects.list(MAPS, "shop", new ListOptions("", "", 2, first.continued(), "", false, false));
        assertThat(second.items()).extracting(Tree::name).containsExactly("c", "d");
        assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
        Page third = objects.list(MAPS, "shop", new ListOptions("", "", 2, second.continued(), "", false, false));
        assertThat(third.items()).extracting(Tree::name).containsExactly("e");
        assertThat(third.continued()).isEmpty();
    }

    @Test
    void anExactVersionIsThatState() {
        ObjectNode made = objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        objects.patch(MAPS, "shop", "a", "", new Patch.Merge(doc("{'data':{'k':'2'}}")), BY_TEST);
        ListOptions then = new ListOptions("", "", 0, "", Tree.version(made), true, false);
        assertThat(objects.list(MAPS, "shop", then).items()).containsExactly(made);
    }

    @Test
    void aWatchTellsEveryChangeAfterAVersion() {
        objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        String version = objects.list(MAPS, "shop", ListOptions.ALL).resourceVersion();
        objects.patch(MAPS, "shop", "a", "", new Patch.Merge(doc("{'data':{'k':'2'}}")), BY_TEST);
        ObjectNode last = objects.delete(MAPS, "shop", "a", DeleteOptions.DEFAULT);
        objects.create(MAPS, "shop", configMap("b", "k", "1"), BY_TEST);
        try (ObjectWatch watch = objects.watch(MAPS, "shop", ListOptions.ALL.from(version))) {
            List<Event> events = take(watch, 3);
            assertThat(events).extracting(Event::type).containsExactly(Type.MODIFIED, Type.DELETED, Type.ADDED);
            assertThat(Tree.version(events.get(1).object())).isEqualTo(Tree.version(last));
            assertThat(Tree.text(events.get(1).object(), "data", "k")).isEqualTo("2");
        }
    }

    @Test
    void aWatchWithoutVersionBeginsWithWhatIsThere() {
        objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        try (ObjectWatch watch = objects.watch(MAPS, "", ListOptions.ALL)) {
            assertThat(take(watch, 1).getFirst().type()).isEqualTo(Type.ADDED);
            objects.create(MAPS, "shop", configMap("b", "k", "1"), BY_TEST);
            assertThat(Tree.name(take(watch, 1).getFirst().object())).isEqualTo("b");
        }
    }

    @Test
    void whatLeavesASelectionIsDeletedAndWhatEntersIsAdded() {
        objects.create(MAPS, "shop", configMap("a", "k", "x"), BY_TEST);
        try (ObjectWatch watch = objects.watch(MAPS, "shop", ListOptions.labelled("app=x"))) {
            take(watch, 1);
            label("a", "y");
            label("a", "z");
            label("a", "x");
            List<Event> events = take(watch, 2);
            assertThat(events).extracting(Event::type).containsExactly(Type.DELETED, Type.ADDED);
            assertThat(Tree.text(events.getFirst().object(), "metadata", "labels", "app"))
                    .isEqualTo("x");
        }
    }

    @Test
    void aClosedWatchAnswersNothing() {
        ObjectWatch watch = objects.watch(MAPS, "shop", ListOptions.ALL);
        watch.close();
        watch.close();
        assertThat(watch.next(Duration.ofSeconds(5))).isEmpty();
    }

    private void label(String name, String value) {
        Patch patch = new Patch.Merge(doc("{'metadata':{'labels':{'app':'" + value + "'}}}"));
        objects.patch(MAPS, "shop", name, "", patch, BY_TEST);
    }

    private List<String> names(String namespace, ListOptions options) {
        return objects.list(MAPS, namespace, options).items().stream()
                .map(Tree::name)
                .toList();
    }

    /// Reads until so many events have come.
    protected static List<Event> take(ObjectWatch watch, int count) {
        List<Event> events = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (events.size() < count && System.nanoTime() < deadline) {
            watch.next(Duration.ofSeconds(1)).stream()
                    .filter(event -> event.type() != Type.BOOKMARK)
                    .forEach(events::add);
        }
        assertThat(events).hasSize(count);
        return events;
    }

    /// Checks what is thrown.
    protected static void refused(Fault.Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.sentence()).isEqualTo(sentence);
        });
    }
}
