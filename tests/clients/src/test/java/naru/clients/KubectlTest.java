package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.tests.Background;
import naru.tests.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Objects, as kubectl shows and changes them; what runs in pods is in [KubectlPodsTest].
@Tag("system")
class KubectlTest {
    private static Kube kube;

    @BeforeAll
    static void start() {
        kube = new Kube();
        kube.ok("apply -f " + Kube.manifest("web.yaml"));
        kube.ok("rollout status deployment/web --timeout=60s");
    }

    @AfterAll
    static void stop() {
        kube.close();
    }

    @Test
    void everyOutputShowsTheSame() {
        assertThat(kube.ok("get deployment web")).contains("READY", "UP-TO-DATE", "2/2");
        assertThat(kube.ok("get deploy web -o wide")).contains("SELECTOR", "small:test", "app=web");
        assertThat(kube.ok("get pods -l app=web -o wide")).contains("NODE", "Running", "100.");
        assertThat(kube.ok("get all")).contains("pod/web-", "service/web-headless", "replicaset.apps/web-");
        assertThat(kube.ok("get deploy web -o yaml")).contains("readyReplicas: 2", "kind: Deployment");
        assertThat(kube.ok("get deploy web -o json")).contains("\"readyReplicas\": 2");
        assertThat(kube.ok("get deploy web -o jsonpath={.status.readyReplicas}"))
                .isEqualTo("2");
        assertThat(kube.ok("get deploy web -o name")).isEqualTo("deployment.apps/web");
        assertThat(kube.ok("get deploy web -o custom-columns=N:.metadata.name,R:.spec.replicas"))
                .containsPattern("web +2");
        assertThat(kube.ok("get deploy web -o go-template={{.spec.replicas}}")).isEqualTo("2");
        assertThat(kube.ok("get pods -A --field-selector=status.phase=Running --no-headers")
                        .lines())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(kube.ok("get nodes,namespaces,secrets,configmaps,serviceaccounts,endpoints,endpointslices"))
                .contains("Ready", "namespace/kube-system", "secret/keys", "configmap/settings", "endpoints/web");
        assertThat(kube.run("get pods -n empty").err()).contains("No resources found in empty namespace.");
    }

    @Test
    void watchingShowsChanges() {
        try (Background watch = kube.begin("get configmaps -w --show-labels")) {
            watch.awaitLine("settings");
            kube.ok("create configmap watched --from-literal=a=b");
            watch.awaitLine("watched");
            kube.ok("label configmap watched seen=yes");
            watch.awaitLine("seen=yes");
            kube.ok("delete configmap watched");
        }
    }

    @Test
    void describingTellsWhatHappened() {
        assertThat(kube.ok("describe deployment web"))
                .contains(
                        "2 desired | 2 updated",
                        "Scaled up replica set",
                        "<set to the key 'PASSWORD' in secret 'keys'>");
        assertThat(kube.ok("describe pods -l app=web"))
                .contains("Init Containers", "ContainersReady", "Scheduled", "Started");
        assertThat(kube.ok("describe service web")).contains("NodePort", ":8080");
        assertThat(kube.ok("describe node")).contains("KubeletReady", "Non-terminated Pods", "web-");
        assertThat(kube.ok("describe secret keys")).contains("9 bytes").doesNotContain("swordfish");
        assertThat(kube.ok("events --for deployment/web")).contains("ScalingReplicaSet");
        assertThat(kube.ok("get events --sort-by=.metadata.creationTimestamp")).contains("Created pod");
    }

    @Test
    void everyKindThatCanBeCreatedByWordsIs() {
        for (String words : new String[] {
            "namespace made",
            "configmap made --from-literal=a=b",
            "secret generic made --from-literal=a=b",
            "serviceaccount made",
            "service clusterip made --tcp=80",
            "service nodeport made2 --tcp=80",
            "service externalname made3 --external-name=example.com",
            "role made --verb=get --resource=pods",
            "rolebinding made --role=made --user=somebody",
            "clusterrole made --verb=get --resource=nodes",
            "clusterrolebinding made --clusterrole=made --user=somebody"
        }) {
            assertThat(kube.ok("create " + words)).contains("created");
        }
        assertThat(kube.run("create namespace made").refused()).contains("AlreadyExists", "already exists");
        assertThat(kube.ok("create token made")).containsPattern("^ey[^.]+\\.[^.]+\\.[^.]+$");
        assertThat(kube.ok("auth can-i get pods --as=somebody")).isEqualTo("yes");
        assertThat(kube.run("auth can-i delete pods --as=somebody").out()).startsWith("no");
        assertThat(kube.ok("delete namespace/made clusterrole/made clusterrolebinding/made role/made"))
                .contains("namespace \"made\" deleted");
        assertThat(kube.ok("delete rolebinding/made sa/made svc/made svc/made2 svc/made3 cm/made secret/made"))
                .contains("service \"made3\" deleted");
        assertThat(kube.run("get namespace made").refused()).contains("NotFound");
    }

    @Test
    void applyingTwiceChangesNothingAndDiffShowsWhatWould() throws IOException {
        Path file = Files.writeString(kube.naru.folder().resolve("cm.yaml"), config("hello"));
        assertThat(kube.ok("apply -f " + file)).isEqualTo("configmap/applied created");
        assertThat(kube.ok("apply -f " + file)).isEqualTo("configmap/applied unchanged");
        assertThat(kube.ok("diff -f " + file)).isEmpty();
        Files.writeString(file, config("goodbye"));
        Result diff = kube.run("diff -f " + file);
        assertThat(diff.exit()).isEqualTo(1);
        assertThat(diff.out()).contains("-  greeting: hello", "+  greeting: goodbye");
        assertThat(kube.ok("apply -f " + file)).isEqualTo("configmap/applied configured");
        assertThat(kube.ok("apply -f " + file + " --dry-run=server")).contains("(server dry run)");
        assertThat(kube.ok("get cm applied -o jsonpath={.data.greeting}")).isEqualTo("goodbye");
        kube.ok("delete -f " + file);
    }

    private static String config(String greeting) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {greeting: " + greeting + "}\n";
    }

    @Test
    void serverSideApplyKnowsWhoOwnsWhat() throws IOException {
        Path file = Files.writeString(
                kube.naru.folder().resolve("owned.yaml"), config("one").replace("applied", "owned"));
        assertThat(kube.ok("apply --server-side -f " + file)).isEqualTo("configmap/owned serverside-applied");
        Files.writeString(file, config("two").replace("applied", "owned"));
        assertThat(kube.run("apply --server-side --field-manager=other -f " + file)
                        .refused())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.greeting");
        kube.ok("apply --server-side --field-manager=other --force-conflicts -f " + file);
        assertThat(kube.ok("get cm owned -o yaml --show-managed-fields")).contains("manager: other", "f:greeting");
    }

    @Test
    void editedPatchedLabelledAndAnnotated() {
        kube.ok("create configmap plain --from-literal=colour=blue");
        assertThat(kube.edit("sed -i s/blue/red/", "edit configmap plain").ok()).isEqualTo("configmap/plain edited");
        assertThat(kube.ok("get cm plain -o jsonpath={.data.colour}")).isEqualTo("red");
        kube.ok("patch cm plain -p {\"data\":{\"a\":\"strategic\"}}");
        kube.ok("patch cm plain --type=merge -p {\"data\":{\"b\":\"merge\",\"colour\":null}}");
        kube.ok("patch cm plain --type=json -p [{\"op\":\"add\",\"path\":\"/data/c\",\"value\":\"json\"}]");
        assertThat(kube.ok("get cm plain -o jsonpath={.data}"))
                .isEqualTo("{\"a\":\"strategic\",\"b\":\"merge\",\"c\":\"json\"}");
        kube.ok("label cm plain tier=front");
        assertThat(kube.run("label cm plain tier=back").refused()).contains("--overwrite is false");
        kube.ok("label --overwrite cm plain tier=back");
        assertThat(kube.ok("get cm -l tier=back -o name")).isEqualTo("configmap/plain");
        kube.ok("label cm plain tier-");
        kube.run("annotate cm plain", "note=of two words").ok();
        assertThat(kube.ok("get cm plain -o jsonpath={.metadata.annotations.note}{.metadata.labels}"))
                .isEqualTo("of two words");
        kube.ok("delete cm plain");
    }

    @Test
    void theApiTellsWhatItIs() {
        assertThat(kube.ok("api-resources")).contains("deployments", "deploy", "apps/v1", "endpointslices");
        assertThat(kube.ok("api-versions").lines()).contains("apps/v1", "batch/v1", "v1");
        assertThat(kube.ok("explain deployment.spec.strategy")).contains("rollingUpdate", "Recreate");
        assertThat(kube.ok("explain pod.spec --recursive")).contains("terminationGracePeriodSeconds");
        assertThat(kube.ok("auth can-i create pods")).isEqualTo("yes");
        assertThat(kube.ok("auth can-i --list")).contains("*.*");
        assertThat(kube.ok("auth whoami")).contains("system:masters");
        assertThat(kube.ok("cluster-info")).contains("https://" + kube.naru.address("kube"));
        assertThat(kube.ok("version")).contains("Server Version: v1.32");
        assertThat(kube.ok("get --raw /readyz")).isEqualTo("ok");
        assertThat(kube.ok("top nodes")).contains("CPU(cores)", "%");
        assertThat(kube.ok("top pods --containers -l app=web")).contains("web-", "Mi");
    }
}
