package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.tests.Kubectl;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.ServedRepository;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Jobs that deploy to the cluster of their own Naru, by the step `deploy` and with the real kubectl in a step.
@Tag("system")
class ClusterPipelineTest {
    private static final String K8S = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: page}
            spec:
              replicas: 2
              selector: {matchLabels: {app: page}}
              template:
                metadata: {labels: {app: page}}
                spec:
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: page
                    image: small:test
                    command: [sh, -c, "mkdir /www; echo WORDS >/www/index.html; exec httpd -f -p 8080 -h /www"]
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: page}
            spec: {selector: {app: page}, ports: [{port: 80, targetPort: 8080}]}
            """;

    @AutoClose
    private static final TestNaru naru = TestNaru.startCluster();

    private static final ServedRepository repository = new ServedRepository(naru);

    /// Before the daemon, in whose folder its files are.
    @AfterAll
    static void stop() {
        repository.close();
    }

    @BeforeAll
    static void start() throws IOException {
        SmallImage.importInto(naru);
        Files.createDirectories(repository.work().resolve("k8s"));
    }

    private static void job(String name, String... options) {
        List<String> words = new ArrayList<>(List.of("job", "create", name, "--branch", "main"));
        words.addAll(List.of("--repo", repository.address()));
        words.addAll(List.of(options));
        naru.naru(words.toArray(String[]::new)).ok();
    }

    /// Pushes documents with a Jenkinsfile of these steps, runs the job, and answers its log.
    private static String push(String job, int run, String documents, String steps) throws IOException {
        Files.writeString(repository.work().resolve("k8s/page.yaml"), documents);
        Files.writeString(
                repository.work().resolve("Jenkinsfile"),
                "pipeline { agent any\n stages { stage('S') { steps {\n" + steps + "\n} } } }\n");
        repository.commit(job);
        naru.naru("job", "run", job).ok();
        return naru.naru("job", "log", job + "/" + run, "--follow").out();
    }

    private static String page(String namespace) {
        String address = naru.kubectl(
                        Kubectl.newest(), "-n", namespace, "get", "service", "page", "-o=jsonpath={.spec.clusterIP}")
                .ok();
        return Program.run(
                        List.of("curl", "-fsS", "--max-time", "10", "http://" + address + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(20))
                .ok()
                .strip();
    }

    @Test
    void aPushRollsOutAndTheServiceShowsTheNewPage() throws IOException {
        job("page", "--allow-cluster", "shop");
        assertThat(push("page", 1, K8S.replace("WORDS", "first"), "deploy 'k8s/'"))
                .contains("deployment.apps/page created", "service/page created", "page: rolled out, 2 of 2 replicas")
                .endsWith("Finished: SUCCESS\n");
        assertThat(page("shop")).isEqualTo("first");
        assertThat(push("page", 2, K8S.replace("WORDS", "second"), "deploy file: 'k8s/page.yaml', timeout: 60"))
                .contains("deployment.apps/page configured", "service/page unchanged", "old to end", "rolled out")
                .endsWith("Finished: SUCCESS\n");
        assertThat(page("shop")).isEqualTo("second");
        String absent = K8S.replace("small:test", "127.0.0.1:1/absent:test");
        assertThat(push("page", 3, absent, "deploy file: 'k8s/', timeout: 5"))
                .contains("ERROR: the rollout of deployment page failed: not available after 5 s", "ErrImagePull")
                .endsWith("Finished: FAILURE\n");
        assertThat(page("shop")).isEqualTo("second");
        assertThat(push("page", 4, K8S, "deploy file: 'k8s/', namespace: 'kube-system'"))
                .contains("the job may deploy to namespace shop only")
                .endsWith("Finished: FAILURE\n");
    }

    @Test
    void kubectlInAStepReachesItsNamespaceWhileTheRunLasts() throws IOException {
        Path shared = Files.createDirectories(naru.folder().resolve("shared"));
        job("kubectl", "--allow-cluster", "tools", "--mount", shared + ":/shared");
        String steps = "sh 'kubectl apply -f k8s/; kubectl rollout status deployment/page --timeout=60s'\n"
                + "sh 'kubectl auth can-i list secrets -n kube-system || true; cat $KUBECONFIG; cp $KUBECONFIG /shared/kept'";
        String log = push("kubectl", 1, K8S.replace("WORDS", "by kubectl"), steps);
        assertThat(log)
                .contains("deployment.apps/page created", "successfully rolled out", "\nno\n", "token: ****\n")
                .endsWith("Finished: SUCCESS\n");
        assertThat(page("tools")).isEqualTo("by kubectl");
        Result late = naru.docker(
                "run",
                "--rm",
                "-v",
                shared + ":/shared",
                "naru/host",
                "kubectl",
                "--kubeconfig=/shared/kept",
                "get",
                "pods");
        assertThat(late.exit()).isNotZero();
        assertThat(late.err()).contains("You must be logged in to the server");
        assertThat(naru.kubectl(Kubectl.newest(), "-n", "tools", "get", "serviceaccounts", "-o=name")
                        .ok())
                .isEqualTo("serviceaccount/default");
    }

    @Test
    void aCredentialWithAKubeconfigServesTheSame() throws IOException {
        Path file = naru.folder().resolve("steps.kubeconfig");
        Files.writeString(file, naru.naru("kubeconfig", "--for-steps").ok());
        naru.naru("credential", "create", "kube", "--file", file.toString()).ok();
        job("credential");
        String steps = "withCredentials([file(credentialsId: 'kube', variable: 'KUBECONFIG')]) {\n"
                + "  sh 'kubectl get nodes -o name'\n}\ndeploy 'k8s'";
        assertThat(push("credential", 1, K8S, steps))
                .contains("\nnode/", "create it with --allow-cluster NAMESPACE")
                .endsWith("Finished: FAILURE\n");
    }
}
