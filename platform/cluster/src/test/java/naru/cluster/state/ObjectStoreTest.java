package naru.cluster.state;

import static naru.cluster.object.Docs.configMap;
import static naru.cluster.object.Docs.deployment;
import static naru.cluster.object.Docs.doc;
import static naru.cluster.object.Docs.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.ObjectsContract;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.store.kv.KeyValues;
import naru.store.kv.MemoryKeyValues;
import naru.store.kv.SqliteKeyValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ObjectStoreTest extends ObjectsContract {
    private static final ObjectStore.Settings HURRIED =
            new ObjectStore.Settings(ServiceNetwork.DEFAULT, Duration.ofMillis(50), InstantSource.system());

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);

    @TempDir
    Path folder;

    @Override
    protected Objects open() {
        return objects;
    }

    @Override
    protected void close() {
        objects.close();
        store.close();
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        Path file = folder.resolve("state.db");
        ObjectNode made;
        try (KeyValues first = SqliteKeyValues.open(file);
                ObjectStore before = new ObjectStore(first, ObjectStore.Settings.DEFAULT)) {
            StartContent.ensure(before, ServiceNetwork.DEFAULT, 6443);
            made = before.create(Resources.CONFIG_MAPS, "default", configMap("a", "k", "v"), BY_TEST);
        }
        try (KeyValues second = SqliteKeyValues.open(file);
                ObjectStore after = new ObjectStore(second, ObjectStore.Settings.DEFAULT)) {
            StartContent.ensure(after, ServiceNetwork.DEFAULT, 6443);
            assertThat(after.get(Resources.CONFIG_MAPS, "default", "a")).isEqualTo(made);
            ObjectNode service = after.get(Resources.SERVICES, "default", "kubernetes");
            assertThat(Tree.text(service, "spec", "clusterIP")).isEqualTo("10.63.0.1");
            assertThat(after.list(Resources.NAMESPACES, "", ListOptions.ALL).items())
                    .extracting(Tree::name)
                    .containsExactly("default", "kube-node-lease", "kube-public", "kube-system");
        }
    }

    @Test
    void aWatchThatIsNotReadHoldsSoManyBytesAndNoMore() {
        objects.create(Resources.NAMESPACES, "", namespace("big"), BY_TEST);
        String from = objects.create(Resources.CONFIG_MAPS, "big", configMap("a", "k", ""), BY_TEST)
                .path("metadata")
                .path("resourceVersion")
                .asString();
        try (ObjectWatch idle = objects.watch(Resources.CONFIG_MAPS, "big", ListOptions.ALL.from(from));
                ObjectWatch busy = objects.watch(Resources.CONFIG_MAPS, "big", ListOptions.ALL.from(from))) {
            for (int i = 0; i < 40; i++) {
                ObjectNode change = doc("{'data': {'k': '" + i + "x".repeat(1_000_000) + "'}}");
                objects.patch(Resources.CONFIG_MAPS, "big", "a", "", new Patch.Merge(change), BY_TEST);
                assertThat(busy.next(Duration.ofSeconds(20))).hasSize(1);
            }
            assertThatThrownBy(() -> idle.next(Duration.ofSeconds(20)))
                    .hasMessageContaining("was not read")
                    .extracting(e -> ((Fault) e).kind())
                    .isEqualTo(Fault.Kind.GONE);
        }
    }

    @Test
    void twoServersOnOneStoreSeeWhatTheOtherWrote() {
        try (ObjectStore other = new ObjectStore(store, ObjectStore.Settings.DEFAULT)) {
            for (int i = 0; i < 50; i++) {
                other.create(Resources.CONFIG_MAPS, "shop", configMap("m" + i, "k", "v"), BY_TEST);
                assertThat(objects.list(Resources.CONFIG_MAPS, "shop", ListOptions.ALL)
                                .items())
                        .hasSize(i + 1);
            }
        }
    }

    @Test
    void aQuietWatchTellsHowFarItHasCome() {
        try (ObjectStore hurried = new ObjectStore(store, HURRIED)) {
            String before = hurried.list(Resources.SECRETS, "", ListOptions.ALL).resourceVersion();
            ObjectNode made = hurried.create(Resources.CONFIG_MAPS, "shop", configMap("a", "k", "v"), BY_TEST);
            hurried.list(Resources.SECRETS, "", ListOptions.ALL);
            try (ObjectWatch watch = hurried.watch(Resources.SECRETS, "", ListOptions.ALL.from(before))) {
                ObjectWatch.Event event = watch.next(Duration.ofSeconds(20)).getFirst();
                assertThat(event.type()).isEqualTo(ObjectWatch.Type.BOOKMARK);
                assertThat(Tree.version(event.object())).isEqualTo(Tree.version(made));
            }
        }
    }

    @Test
    void aWatchThatIsNotReadIsGone() {
        objects.create(Resources.CONFIG_MAPS, "shop", configMap("a", "k", "0"), BY_TEST);
        try (ObjectWatch watch = objects.watch(Resources.CONFIG_MAPS, "shop", ListOptions.ALL)) {
            for (int i = 0; i < 10_002; i++) {
                String key = "/registry/core/configmaps/shop/a";
                store.commit(
                        List.of(),
                        List.of(new KeyValues.Put(key, ("{\"n\":" + i + "}").getBytes(StandardCharsets.US_ASCII), 0)));
            }
            objects.list(Resources.CONFIG_MAPS, "shop", ListOptions.ALL);
            assertThatThrownBy(() -> watch.next(Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.GONE));
        }
    }

    @Test
    void pagesOfAForgottenStateSayHowToGoOn() {
        for (String name : List.of("a", "b", "c")) {
            objects.create(Resources.CONFIG_MAPS, "shop", configMap(name, "k", "v"), BY_TEST);
        }
        Page first = objects.list(Resources.CONFIG_MAPS, "shop", new ListOptions("", "", 1, "", "", false, false));
        objects.delete(Resources.CONFIG_MAPS, "shop", "b", DeleteOptions.DEFAULT);
        store.compact(store.revision());
        try (ObjectStore again = new ObjectStore(store, ObjectStore.Settings.DEFAULT)) {
            ListOptions second = new ListOptions("", "", 1, first.continued(), "", false, false);
            assertThatThrownBy(() -> again.list(Resources.CONFIG_MAPS, "shop", second))
                    .isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.kind()).isEqualTo(Fault.Kind.GONE);
                        String token = fault.details().getFirst().message();
                        ListOptions rest = new ListOptions("", "", 1, token, "", false, false);
                        assertThat(again.list(Resources.CONFIG_MAPS, "shop", rest)
                                        .items())
                                .extracting(Tree::name)
                                .containsExactly("c");
                    });
            assertThatThrownBy(() -> again.watch(Resources.CONFIG_MAPS, "shop", ListOptions.ALL.from("2")))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.GONE));
        }
    }

    @Test
    void tokensAndVersionsThatWereNotMadeHereAreRefused() {
        for (String token : List.of("x", "eyJydiI6MX0", "????")) {
            assertThatThrownBy(() ->
                            objects.list(Resources.PODS, "shop", new ListOptions("", "", 1, token, "", false, false)))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
        }
        assertThatThrownBy(() -> objects.watch(Resources.PODS, "shop", ListOptions.ALL.from("new")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
        assertThatThrownBy(() -> objects.get(Resources.PODS, "shop", "../../secrets/x"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.NOT_FOUND));
    }

    @Test
    void strategicMergeKnowsTheKeysOfLists() {
        objects.create(Resources.DEPLOYMENTS, "shop", deployment("web"), BY_TEST);
        Patch patch = new Patch.StrategicMerge(
                doc("{'spec':{'template':{'spec':{'containers':[{'name':'main','image':'nginx:2'}]}}}}"));
        ObjectNode after = objects.patch(Resources.DEPLOYMENTS, "shop", "web", "", patch, BY_TEST);
        ObjectNode container =
                Tree.objects(after, "spec", "template", "spec", "containers").getFirst();
        assertThat(Tree.text(container, "image")).isEqualTo("nginx:2");
        assertThat(Tree.text(container, "imagePullPolicy")).isEqualTo("Always");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        ObjectNode large = namespace("large");
        Tree.object(large, "status").put("x", "y".repeat(1 << 21));
        large.putObject("data").put("k", "y".repeat(1 << 21));
        assertThatThrownBy(() -> objects.create(Resources.NAMESPACES, "", large, BY_TEST))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TOO_LARGE));
    }
}
