package naru.cluster.state;

import static naru.cluster.object.Docs.configMap;
import static naru.cluster.object.Docs.deployment;
import static naru.cluster.object.Docs.doc;
import static naru.cluster.object.Docs.pod;
import static naru.cluster.object.Docs.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.store.kv.MemoryKeyValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What kinds are completed with, what never changes, and the addresses of services.
class KindsTest {
    private static final WriteOptions BY = WriteOptions.by("test");

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);

    @BeforeEach
    void begin() {
        StartContent.ensure(objects, ServiceNetwork.DEFAULT, 6443);
    }

    @AfterEach
    void end() {
        objects.close();
        store.close();
    }

    @Test
    void aPodIsCompleted() {
        ObjectNode made = objects.create(Resources.PODS, "default", pod("a"), BY);
        made.remove("metadata");
        assertThat(made)
                .isEqualTo(doc("{'apiVersion':'v1','kind':'Pod','spec':{'restartPolicy':'Always',"
                        + "'dnsPolicy':'ClusterFirst','terminationGracePeriodSeconds':30,'schedulerName':'default-scheduler',"
                        + "'securityContext':{},'enableServiceLinks':true,'serviceAccountName':'default',"
                        + "'serviceAccount':'default','containers':[{'name':'main','image':'busybox',"
                        + "'imagePullPolicy':'Always','terminationMessagePath':'/dev/termination-log',"
                        + "'terminationMessagePolicy':'File','resources':{}}]},"
                        + "'status':{'phase':'Pending','qosClass':'BestEffort'}}"));
    }

    @Test
    void aPodWithoutPullSecretsHasThoseOfItsServiceAccount() {
        objects.create(
                Resources.SERVICE_ACCOUNTS,
                "default",
                doc("{'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'builder'},"
                        + "'imagePullSecrets':[{'name':'first'},{'name':'second'}]}"),
                BY);
        objects.get(Resources.SERVICE_ACCOUNTS, "default", "builder");
        ObjectNode made = objects.create(Resources.PODS, "default", podOf("builder", "a", ""), BY);
        assertThat(made.path("spec").path("imagePullSecrets"))
                .isEqualTo(doc("{'l':[{'name':'first'},{'name':'second'}]}").path("l"));
        ObjectNode own = objects.create(
                Resources.PODS, "default", podOf("builder", "b", ",'imagePullSecrets':[{'name':'mine'}]"), BY);
        assertThat(own.path("spec").path("imagePullSecrets"))
                .isEqualTo(doc("{'l':[{'name':'mine'}]}").path("l"));
        ObjectNode other = objects.create(Resources.PODS, "default", podOf("default", "c", ""), BY);
        assertThat(other.path("spec").has("imagePullSecrets")).isFalse();
    }

    private static ObjectNode podOf(String account, String name, String more) {
        return doc("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'},'spec':{'serviceAccountName':'"
                + account + "','containers':[{'name':'main','image':'busybox'}]" + more + "}}");
    }

    @Test
    void amountsAreWrittenCanonicallyAndRequestsFollowLimits() {
        ObjectNode wanted = doc("{'metadata':{'name':'a'},'spec':{'containers':[{'name':'c','image':'i:1',"
                + "'resources':{'limits':{'cpu':0.5,'memory':'1024Mi'}},"
                + "'readinessProbe':{'httpGet':{'port':80}}}]}}");
        ObjectNode made = objects.create(Resources.PODS, "default", wanted, BY);
        ObjectNode container = Tree.objects(made, "spec", "containers").getFirst();
        assertThat(container.path("resources"))
                .isEqualTo(doc("{'limits':{'cpu':'500m','memory':'1Gi'},'requests':{'cpu':'500m','memory':'1Gi'}}"));
        assertThat(container.path("readinessProbe"))
                .isEqualTo(doc("{'httpGet':{'port':80,'path':'/','scheme':'HTTP'},'timeoutSeconds':1,"
                        + "'periodSeconds':10,'successThreshold':1,'failureThreshold':3}"));
        assertThat(Tree.text(container, "imagePullPolicy")).isEqualTo("IfNotPresent");
        assertThat(Tree.text(made, "status", "qosClass")).isEqualTo("Guaranteed");
    }

    @Test
    void aDeploymentIsCompletedAndKeepsItsSelector() {
        ObjectNode made = objects.create(Resources.DEPLOYMENTS, "default", deployment("web"), BY);
        assertThat(Tree.at(made, "spec", "strategy"))
                .isEqualTo(doc("{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}}"));
        assertThat(Tree.number(made, 0, "spec", "progressDeadlineSeconds")).isEqualTo(600);
        made.withObject("spec").withObject("selector").withObject("matchLabels").put("app", "other");
        made.withObject("spec")
                .withObject("template")
                .withObject("metadata")
                .withObject("labels")
                .put("app", "other");
        invalid(
                "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"other\"}}:"
                        + " field is immutable",
                () -> objects.update(Resources.DEPLOYMENTS, "default", "web", "", made, BY));
    }

    @Test
    void aJobChoosesItsPodsByItsUid() {
        ObjectNode wanted = doc("{'metadata':{'name':'once'},'spec':{'template':{'spec':{'restartPolicy':'Never',"
                + "'containers':[{'name':'c','image':'i'}]}}}}");
        ObjectNode made = objects.create(Resources.JOBS, "default", wanted, BY);
        assertThat(Tree.text(made, "spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"))
                .isEqualTo(Tree.uid(made));
        assertThat(Tree.text(made, "spec", "template", "metadata", "labels", "job-name"))
                .isEqualTo("once");
        assertThat(Tree.number(made, 0, "spec", "backoffLimit")).isEqualTo(6);
        assertThat(Tree.version(objects.update(Resources.JOBS, "default", "once", "", made, BY)))
                .isEqualTo(Tree.version(made));
    }

    @Test
    void aPodThatIsThereChangesItsImageAndLittleElse() {
        objects.create(Resources.PODS, "default", pod("a"), BY);
        Patch image =
                new Patch.Json(doc("{'p':[{'op':'replace','path':'/spec/containers/0/image','value':'busybox:2'}]}")
                        .path("p"));
        assertThat(Tree.number(
                        objects.patch(Resources.PODS, "default", "a", "", image, BY), 0, "metadata", "generation"))
                .isEqualTo(2);
        Patch node = new Patch.Merge(doc("{'spec':{'nodeName':'n1'}}"));
        assertThatThrownBy(() -> objects.patch(Resources.PODS, "default", "a", "", node, BY))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("Pod \"a\" is invalid: spec: Forbidden: pod updates may not change fields");
    }

    @Test
    void secretsTakeTextsAndFrozenOnesStay() {
        ObjectNode made = objects.create(
                Resources.SECRETS,
                "default",
                doc("{'metadata':{'name':'s'},'stringData':{'k':'value'},'immutable':true}"),
                BY);
        assertThat(Tree.text(made, "data", "k")).isEqualTo("dmFsdWU=");
        assertThat(made.has("stringData")).isFalse();
        Patch patch = new Patch.Merge(doc("{'stringData':{'k':'other'}}"));
        invalid(
                "Secret \"s\" is invalid: data: Forbidden: field is immutable when `immutable` is set",
                () -> objects.patch(Resources.SECRETS, "default", "s", "", patch, BY));
        assertThat(objects.list(Resources.SECRETS, "", ListOptions.where("type=Opaque"))
                        .items())
                .hasSize(1);
    }

    @Test
    void patchesMakeNothingThatTheKindIsNot() {
        objects.create(Resources.CONFIG_MAPS, "default", configMap("typed", "k", "1"), BY);
        WriteOptions strict = new WriteOptions("test", false, false, WriteOptions.Validation.STRICT, _ -> {});
        for (String wrong : List.of("{'data':{'k':1}}", "{'metadata':{'labels':[]}}", "{'immutable':'yes'}")) {
            for (Patch patch : List.of(new Patch.Merge(doc(wrong)), new Patch.StrategicMerge(doc(wrong)))) {
                assertThatThrownBy(() -> objects.patch(Resources.CONFIG_MAPS, "default", "typed", "", patch, BY))
                        .hasMessageContaining("json: cannot unmarshal");
            }
        }
        Patch unknown = new Patch.Merge(doc("{'colour':'blue'}"));
        assertThatThrownBy(() -> objects.patch(Resources.CONFIG_MAPS, "default", "typed", "", unknown, strict))
                .hasMessageContaining("strict decoding error: unknown field \"colour\"");
        assertThat(objects.patch(Resources.CONFIG_MAPS, "default", "typed", "", unknown, BY)
                        .has("colour"))
                .isFalse();
    }

    @Test
    void metadataThatIsEmptyIsLeftOut() {
        ObjectNode sent = configMap("bare", "k", "1");
        Tree.object(sent, "metadata").putObject("annotations");
        ObjectNode made = objects.create(Resources.CONFIG_MAPS, "default", sent, BY);
        assertThat(made.path("metadata").has("annotations")).isFalse();
        for (String labels : List.of("{'a':'b'}", "{'a':null,'app':null}")) {
            Patch patch = new Patch.Merge(doc("{'metadata':{'labels':" + labels + "}}"));
            made = objects.patch(Resources.CONFIG_MAPS, "default", "bare", "", patch, BY);
        }
        assertThat(made.path("metadata").has("labels")).isFalse();
    }

    @Test
    void managersOfAppliedFieldsAreKept() {
        Patch first =
                new Patch.Apply(configMap("a", "k", "1").put("apiVersion", "v1").put("kind", "ConfigMap"));
        ObjectNode made = objects.patch(Resources.CONFIG_MAPS, "default", "a", "", first, WriteOptions.by("one"));
        assertThat(Tree.objects(made, "metadata", "managedFields")
                        .getFirst()
                        .path("manager")
                        .stringValue(""))
                .isEqualTo("one");
        Patch second =
                new Patch.Apply(configMap("a", "k", "2").put("apiVersion", "v1").put("kind", "ConfigMap"));
        assertThatThrownBy(
                        () -> objects.patch(Resources.CONFIG_MAPS, "default", "a", "", second, WriteOptions.by("two")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT));
        ObjectNode again = objects.patch(Resources.CONFIG_MAPS, "default", "a", "", first, WriteOptions.by("one"));
        assertThat(Tree.version(again)).isEqualTo(Tree.version(made));
    }

    @Test
    void addressesAreGivenOnceAndComeBack() {
        List<String> ips = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ObjectNode made = objects.create(Resources.SERVICES, "default", service("s" + i), BY);
            ips.add(Tree.text(made, "spec", "clusterIP"));
        }
        assertThat(ips).doesNotHaveDuplicates().allMatch(ip -> ip.startsWith("10.63."));
        objects.delete(Resources.SERVICES, "default", "s0", DeleteOptions.DEFAULT);
        ObjectNode same = service("again");
        same.withObject("spec").put("clusterIP", ips.getFirst());
        objects.create(Resources.SERVICES, "default", same, BY);
        ObjectNode headless = service("none");
        headless.withObject("spec").put("clusterIP", "None");
        ObjectNode made = objects.create(Resources.SERVICES, "default", headless, BY);
        assertThat(Tree.texts(made, "spec", "clusterIPs")).containsExactly("None");
    }

    @Test
    void aServiceKeepsItsAddressAndPortsAndChangesItsType() {
        ObjectNode made = objects.create(Resources.SERVICES, "default", service("web"), BY);
        Patch open = new Patch.Merge(doc("{'spec':{'type':'NodePort'}}"));
        ObjectNode opened = objects.patch(Resources.SERVICES, "default", "web", "", open, BY);
        long port = Tree.number(Tree.objects(opened, "spec", "ports").getFirst(), 0, "nodePort");
        assertThat(port).isBetween(30_000L, 32_767L);
        ObjectNode plain = service("web");
        plain.withObject("spec").put("type", "NodePort");
        ObjectNode replaced = objects.update(Resources.SERVICES, "default", "web", "", plain, BY);
        assertThat(replaced.path("spec")).isEqualTo(opened.path("spec"));
        Patch close = new Patch.Merge(doc("{'spec':{'type':'ClusterIP'}}"));
        ObjectNode closed = objects.patch(Resources.SERVICES, "default", "web", "", close, BY);
        assertThat(Tree.objects(closed, "spec", "ports").getFirst().has("nodePort"))
                .isFalse();
        assertThat(Tree.text(closed, "spec", "clusterIP")).isEqualTo(Tree.text(made, "spec", "clusterIP"));
        assertThat(store.range("/registry/allocations/", "/registry/allocations0", 0, 0)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void writersOnTwoServersNeverGetOneAddress() throws InterruptedException {
        ServiceNetwork small = ServiceNetwork.parse("10.70.0.0/28");
        ObjectStore.Settings settings = new ObjectStore.Settings(
                small, ObjectStore.Settings.DEFAULT.bookmarkEvery(), java.time.InstantSource.system());
        try (ObjectStore one = new ObjectStore(store, settings);
                ObjectStore two = new ObjectStore(store, settings)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ObjectStore writer = i % 2 == 0 ? one : two;
                String name = "s" + i;
                threads.add(Thread.startVirtualThread(
                        () -> writer.create(Resources.SERVICES, "default", service(name), BY)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(one.list(Resources.SERVICES, "default", ListOptions.ALL).items())
                    .extracting(item -> Tree.text(item, "spec", "clusterIP"))
                    .hasSize(11)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void deletingWhatIsChosenLeavesTheRest() {
        for (String name : List.of("a", "b", "c")) {
            objects.create(Resources.CONFIG_MAPS, "default", configMap(name, "k", name), BY);
        }
        Resource maps = Resources.CONFIG_MAPS;
        objects.deleteAll(maps, "default", ListOptions.labelled("app in (a,c)"), DeleteOptions.DEFAULT);
        assertThat(objects.list(maps, "default", ListOptions.ALL).items())
                .extracting(Tree::name)
                .containsExactly("b");
    }

    private static void invalid(String sentence, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.sentence()).isEqualTo(sentence);
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
        });
    }
}
