package naru.cluster.object;

import static naru.cluster.object.Docs.configMap;
import static naru.cluster.object.Docs.doc;
import static naru.cluster.object.Docs.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What every implementation of [Objects] must do. Each test begins with an empty cluster.
public abstract class ObjectsContract extends ReadsContract {
    private static final Resource MAPS = Resources.CONFIG_MAPS;

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
}
