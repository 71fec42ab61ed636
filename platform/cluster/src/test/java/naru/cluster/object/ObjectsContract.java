package naru.cluster.object;

import static naru.cluster.object.Docs.configMap;
import static naru.cluster.object.Docs.doc;
import static naru.cluster.object.Docs.namespace;
import static naru.cluster.object.Docs.pod;
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

/// What every implementation of [Objects] must do. Each test begins with an empty cluster.
public abstract class ObjectsContract {
    /// Who writes in these tests.
    protected static final WriteOptions BY_TEST = WriteOptions.by("test");

    private static final Resource MAPS = Resources.CONFIG_MAPS;
    private Objects objects;

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
    void whatIsCreatedIsReadBackWithIdentity() {
        ObjectNode made = objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST);
        assertThat(Tree.uid(made)).isNotEmpty();
        assertThat(Tree.version(made)).isNotEmpty();
        assertThat(Tree.text(made, "metadata", "creationTimestamp")).endsWith("Z");
        assertThat(Tree.namespace(made)).isEqualTo("shop");
        assertThat(Tree.text(made, "kind")).isEqualTo("ConfigMap");
        assertThat(Tree.text(made, "apiVersion")).isEqualTo("v1");
        assertThat(objects.get(MAPS, "shop", "a")).isEqualTo(made);
    }

    @Test
    void aNameIsTakenOnce() {
        objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST);
        refused(
                Fault.Kind.ALREADY_EXISTS,
                "configmaps \"a\" already exists",
                () -> objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        refused(Fault.Kind.NOT_FOUND, "configmaps \"a\" not found", () -> objects.get(MAPS, "shop", "a"));
        refused(
                Fault.Kind.NOT_FOUND,
                "configmaps \"a\" not found",
                () -> objects.delete(MAPS, "shop", "a", DeleteOptions.DEFAULT));
        refused(
                Fault.Kind.NOT_FOUND,
                "namespaces \"nowhere\" not found",
                () -> objects.create(MAPS, "nowhere", configMap("a", "k", "v"), BY_TEST));
    }

    @Test
    void aNameIsMadeWhereOnlyItsBeginningIsGiven() {
        ObjectNode wanted = doc("{'metadata':{'generateName':'web-'}}");
        String first = Tree.name(objects.create(MAPS, "shop", wanted, BY_TEST));
        String second = Tree.name(objects.create(MAPS, "shop", wanted, BY_TEST));
        assertThat(first).matches("web-[a-z0-9]{5}").isNotEqualTo(second);
    }

    @Test
    void anOldVersionIsAConflict() {
        ObjectNode old = objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        ObjectNode next = old.deepCopy();
        Tree.object(next, "data").put("k", "2");
        objects.update(MAPS, "shop", "a", "", next, BY_TEST);
        refused(
                Fault.Kind.CONFLICT,
                "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your"
                        + " changes to the latest version and try again",
                () -> objects.update(MAPS, "shop", "a", "", old, BY_TEST));
        assertThat(Tree.text(objects.get(MAPS, "shop", "a"), "data", "k")).isEqualTo("2");
    }

    @Test
    void anUpdateThatChangesNothingIsNoNewVersion() {
        ObjectNode made = objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        assertThat(Tree.version(objects.update(MAPS, "shop", "a", "", made, BY_TEST)))
                .isEqualTo(Tree.version(made));
    }

    @Test
    void patchesWithoutVersionAllLand() throws InterruptedException {
        objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Patch patch = new Patch.Merge(doc("{'data':{'k" + i + "':'x'}}"));
            threads.add(Thread.startVirtualThread(() -> objects.patch(MAPS, "shop", "a", "", patch, BY_TEST)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(objects.get(MAPS, "shop", "a").path("data").size()).isEqualTo(9);
    }

    @Test
    void aPatchWithAnOldVersionIsAConflict() {
        ObjectNode made = objects.create(MAPS, "shop", configMap("a", "k", "1"), BY_TEST);
        objects.patch(MAPS, "shop", "a", "", new Patch.Merge(doc("{'data':{'k':'2'}}")), BY_TEST);
        Patch late =
                new Patch.Merge(doc("{'metadata':{'resourceVersion':'" + Tree.version(made) + "'},'data':{'k':'3'}}"));
        assertThatThrownBy(() -> objects.patch(MAPS, "shop", "a", "", late, BY_TEST))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT));
    }

    @Test
    void aDryRunStoresNothing() {
        WriteOptions dry = new WriteOptions("test", true, false, WriteOptions.Validation.IGNORE, _ -> {});
        objects.create(MAPS, "shop", configMap("a", "k", "v"), dry);
        assertThat(objects.list(MAPS, "shop", ListOptions.ALL).items()).isEmpty();
        objects.create(MAPS, "shop", configMap("b", "k", "v"), BY_TEST);
        refused(
                Fault.Kind.ALREADY_EXISTS,
                "configmaps \"b\" already exists",
                () -> objects.create(MAPS, "shop", configMap("b", "k", "v"), dry));
        objects.delete(MAPS, "shop", "b", new DeleteOptions(-1, DeleteOptions.Propagation.BACKGROUND, "", "", true));
        assertThat(objects.list(MAPS, "shop", ListOptions.ALL).items()).hasSize(1);
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

    @Test
    void finalizersHoldWhatIsDeleted() {
        ObjectNode held = configMap("a", "k", "v");
        Tree.array(Tree.object(held, "metadata"), "finalizers").add("naru.test/hold");
        objects.create(MAPS, "shop", held, BY_TEST);
        ObjectNode marked = objects.delete(MAPS, "shop", "a", DeleteOptions.DEFAULT);
        assertThat(Tree.has(marked, "metadata", "deletionTimestamp")).isTrue();
        assertThat(objects.get(MAPS, "shop", "a")).isEqualTo(marked);
        objects.patch(MAPS, "shop", "a", "", new Patch.Merge(doc("{'metadata':{'finalizers':null}}")), BY_TEST);
        refused(Fault.Kind.NOT_FOUND, "configmaps \"a\" not found", () -> objects.get(MAPS, "shop", "a"));
    }

    @Test
    void propagationLeavesAFinalizerForTheGarbageCollector() {
        objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST);
        DeleteOptions foreground = new DeleteOptions(-1, DeleteOptions.Propagation.FOREGROUND, "", "", false);
        ObjectNode marked = objects.delete(MAPS, "shop", "a", foreground);
        assertThat(Tree.texts(marked, "metadata", "finalizers")).containsExactly("foregroundDeletion");
    }

    @Test
    void preconditionsOfADeletionHold() {
        ObjectNode made = objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST);
        DeleteOptions another = new DeleteOptions(-1, DeleteOptions.Propagation.BACKGROUND, "other", "", false);
        refused(
                Fault.Kind.CONFLICT,
                "Operation cannot be fulfilled on configmaps \"a\": Precondition failed: UID in precondition: other,"
                        + " UID in object meta: " + Tree.uid(made),
                () -> objects.delete(MAPS, "shop", "a", another));
    }

    @Test
    void aPodThatRunsIsGivenTimeAndOneThatDoesNotIsGoneAtOnce() {
        objects.create(Resources.PODS, "shop", pod("idle"), BY_TEST);
        objects.delete(Resources.PODS, "shop", "idle", DeleteOptions.DEFAULT);
        objects.create(Resources.PODS, "shop", pod("busy"), BY_TEST);
        objects.bind("shop", "busy", "n1", BY_TEST);
        ObjectNode marked = objects.delete(Resources.PODS, "shop", "busy", DeleteOptions.DEFAULT);
        assertThat(Tree.number(marked, 0, "metadata", "deletionGracePeriodSeconds"))
                .isEqualTo(30);
        assertThat(objects.list(Resources.PODS, "shop", ListOptions.where("spec.nodeName=n1"))
                        .items())
                .containsExactly(marked);
        objects.delete(Resources.PODS, "shop", "busy", DeleteOptions.NOW);
        assertThat(objects.list(Resources.PODS, "shop", ListOptions.ALL).items())
                .isEmpty();
    }

    @Test
    void aPodIsBoundOnce() {
        objects.create(Resources.PODS, "shop", pod("a"), BY_TEST);
        objects.bind("shop", "a", "n1", BY_TEST);
        assertThat(Tree.text(objects.get(Resources.PODS, "shop", "a"), "spec", "nodeName"))
                .isEqualTo("n1");
        refused(
                Fault.Kind.CONFLICT,
                "Operation cannot be fulfilled on pods \"a\": pod a is already assigned to node \"n1\"",
                () -> objects.bind("shop", "a", "n2", BY_TEST));
    }

    @Test
    void aStatusIsWrittenOnItsOwn() {
        ObjectNode made = objects.create(Resources.DEPLOYMENTS, "shop", Docs.deployment("web"), BY_TEST);
        ObjectNode observed = made.deepCopy();
        Tree.object(observed, "spec").put("replicas", 7);
        Tree.object(observed, "status").put("replicas", 3);
        ObjectNode after = objects.update(Resources.DEPLOYMENTS, "shop", "web", "status", observed, BY_TEST);
        assertThat(Tree.number(after, 0, "status", "replicas")).isEqualTo(3);
        assertThat(Tree.number(after, 0, "spec", "replicas")).isEqualTo(1);
        assertThat(Tree.number(after, 0, "metadata", "generation")).isEqualTo(1);
        Tree.object(after, "status").put("replicas", 9);
        Tree.object(after, "spec").put("replicas", 2);
        ObjectNode wished = objects.update(Resources.DEPLOYMENTS, "shop", "web", "", after, BY_TEST);
        assertThat(Tree.number(wished, 0, "status", "replicas")).isEqualTo(3);
        assertThat(Tree.number(wished, 0, "metadata", "generation")).isEqualTo(2);
    }

    @Test
    void aScaleIsReadAndWrittenOnItsOwn() {
        objects.create(Resources.DEPLOYMENTS, "shop", Docs.deployment("web"), BY_TEST);
        Patch patch = new Patch.Merge(doc("{'spec':{'replicas':4}}"));
        ObjectNode scale = objects.patch(Resources.DEPLOYMENTS, "shop", "web", "scale", patch, BY_TEST);
        assertThat(Tree.text(scale, "kind")).isEqualTo("Scale");
        assertThat(Tree.text(scale, "status", "selector")).isEqualTo("app=web");
        ObjectNode after = objects.get(Resources.DEPLOYMENTS, "shop", "web");
        assertThat(Tree.number(after, 0, "spec", "replicas")).isEqualTo(4);
    }

    @Test
    void aNamespaceStaysUntilItIsFinalizedAndTakesNothingNew() {
        ObjectNode marked = objects.delete(Resources.NAMESPACES, "", "shop", DeleteOptions.DEFAULT);
        assertThat(Tree.text(marked, "status", "phase")).isEqualTo("Terminating");
        refused(
                Fault.Kind.FORBIDDEN,
                "configmaps \"a\" is forbidden: unable to create new content in namespace shop because it is being"
                        + " terminated",
                () -> objects.create(MAPS, "shop", configMap("a", "k", "v"), BY_TEST));
        Tree.object(marked, "spec").putArray("finalizers");
        objects.update(Resources.NAMESPACES, "", "shop", "finalize", marked, BY_TEST);
        refused(
                Fault.Kind.NOT_FOUND,
                "namespaces \"shop\" not found",
                () -> objects.get(Resources.NAMESPACES, "", "shop"));
    }

    @Test
    void namesOutsideTheGrammarAreRefusedWithTheirField() {
        assertThatThrownBy(() -> objects.create(MAPS, "shop", configMap("A_b", "k", "v"), BY_TEST))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
                    assertThat(fault.sentence())
                            .startsWith(
                                    "ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase"
                                            + " RFC 1123 subdomain must consist of");
                    assertThat(fault.details()).extracting(Fault.Detail::field).containsExactly("metadata.name");
                });
        assertThat(objects.list(MAPS, "", ListOptions.ALL).items()).isEmpty();
    }

    @Test
    void aDocumentOfAnotherKindOrPlaceIsRefused() {
        ObjectNode secret = configMap("a", "k", "v").put("kind", "Secret");
        assertThatThrownBy(() -> objects.create(MAPS, "shop", secret, BY_TEST))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
        ObjectNode elsewhere = doc("{'metadata':{'name':'a','namespace':'other'}}");
        assertThatThrownBy(() -> objects.create(MAPS, "shop", elsewhere, BY_TEST))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
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
