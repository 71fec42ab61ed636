package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Background;
import naru.tests.Kubectl;
import naru.tests.Program;
import naru.tests.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What runs in pods: logs, commands, files, ports, names; with every kubectl that is here.
@Tag("system")
class KubectlPodsTest {
    private static Kube kube;
    private static String pod;

    @BeforeAll
    static void start() {
        kube = new Kube();
        kube.ok("apply -f " + Kube.manifest("web.yaml"));
        kube.ok("rollout status deployment/web --timeout=60s");
        pod = kube.pods("app=web").getFirst();
    }

    @AfterAll
    static void stop() {
        kube.close();
    }

    static List<String> versions() {
        return Kubectl.versions();
    }

    private static String shell(String script) {
        return kube.run("exec " + pod + " -c web -- sh -c", script).ok();
    }

    private static String fetch(String address) {
        return Program.run(
                        List.of("curl", "-sS", "-m", "10", "--noproxy", "*", "http://" + address),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(20))
                .ok();
    }

    @Test
    void configurationComesAsVariablesAndFiles() {
        assertThat(shell("echo $GREETING $PASSWORD $NODE; cat /conf/app.conf; echo; cat /keys/PASSWORD"))
                .isEqualTo("hello swordfish " + kube.ok("get nodes -o jsonpath={.items[0].metadata.name}")
                        + "\ncolour=blue\nswordfish");
        assertThat(shell("cat /work/page")).isEqualTo("prepared\n" + pod);
        assertThat(kube.run("exec " + pod + " -c web -- sh -c", "echo x > /keys/new")
                        .refused())
                .contains("Read-only file system");
    }

    @Test
    void commandsHaveInputAnExitCodeAndATerminal() {
        assertThat(kube.run("exec " + pod + " -- sh -c", "echo out; echo err >&2; exit 7"))
                .satisfies(result -> {
                    assertThat(result.exit()).isEqualTo(7);
                    assertThat(result.out()).isEqualTo("out\n");
                    assertThat(result.err()).contains("err\n", "Defaulted container \"web\"");
                });
        assertThat(kube.feed("some input", "exec -i " + pod + " -c web -- wc -c")
                        .ok())
                .isEqualTo("10");
        Result terminal = kube.inTerminal("exec -it " + pod + " -c web -- tty");
        assertThat(terminal.ok()).contains("/dev/pts/");
        assertThat(kube.inTerminal("exec -it " + pod + " -c web -- false").exit())
                .isEqualTo(1);
        assertThat(kube.run("exec " + pod + " -c web -- nosuchprogram").refused())
                .contains("nosuchprogram");
        assertThat(kube.run("exec " + pod + " -c nosuch -- true").refused()).contains("nosuch");
    }

    @Test
    void logsAreShownAndFollowed() {
        assertThat(kube.ok("logs " + pod)).isEqualTo("started");
        assertThat(kube.ok("logs deployment/web -c web --timestamps")).containsPattern("^20[0-9T:.-]+Z started");
        assertThat(kube.ok("logs -l app=web --prefix -c web").lines()).hasSize(2);
        kube.run(
                        "run counter --image=small:test --restart=Never --command -- sh -c",
                        "n=0; while [ $n -lt 40 ]; do n=$((n+1)); echo line $n; sleep 0.1; done")
                .ok();
        kube.ok("wait --for=condition=Ready pod/counter --timeout=30s");
        try (Background follow = kube.begin("logs -f counter")) {
            follow.awaitLine("line 1");
            follow.awaitLine("line 40");
            assertThat(follow.awaitEnd()).isZero();
        }
        assertThat(kube.ok("logs counter --tail=2")).isEqualTo("line 39\nline 40");
        assertThat(kube.ok("logs counter --limit-bytes=6")).isEqualTo("line 1");
        kube.ok("delete pod counter");
    }

    @Test
    void filesAreCopiedBothWays() throws IOException {
        Path folder = Files.createDirectories(kube.naru.folder().resolve("files/inner"));
        Files.writeString(folder.resolve("a b.txt"), "with a blank");
        Files.write(folder.resolve("big"), new byte[3_000_000]);
        kube.ok("cp " + folder + " " + pod + ":/tmp/copied -c web");
        assertThat(shell("cat '/tmp/copied/a b.txt'; stat -c %s /tmp/copied/big"))
                .isEqualTo("with a blank3000000");
        kube.ok("cp " + pod + ":/tmp/copied " + folder.resolveSibling("back") + " -c web");
        assertThat(folder.resolveSibling("back/a b.txt")).hasContent("with a blank");
        assertThat(folder.resolveSibling("back/big")).hasSize(3_000_000);
    }

    @Test
    void aPodIsRunAttachedToAndRemoved() {
        Result run = kube.feed("hello\n", "run echo --image=small:test --restart=Never --rm -i --command -- head -n1");
        assertThat(run.ok()).contains("hello").contains("pod \"echo\" deleted");
        Result failed = kube.run(
                "run bad --image=small:test --restart=Never --rm -i --command -- sh -c", "sleep 1; echo once; exit 5");
        assertThat(failed.out()).containsOnlyOnce("once");
        assertThat(failed.err()).doesNotContain("couldn't attach");
        assertThat(failed.exit()).isEqualTo(5);
    }

    @Test
    void servicesAreReachedByNameAndAtTheNode() {
        String port = kube.ok("get service web -o jsonpath={.spec.ports[0].nodePort}");
        assertThat(fetch("127.0.0.1:" + port + "/page")).startsWith("prepared\nweb-");
        assertThat(fetch(kube.ok("get nodes -o jsonpath={.items[0].status.addresses[0].address}") + ":" + port
                        + "/page"))
                .startsWith("prepared\nweb-");
        assertThat(shell("wget -qO- http://web/page")).startsWith("prepared\nweb-");
        assertThat(shell("wget -qO- http://web.default.svc.cluster.local/page")).startsWith("prepared\nweb-");
        String headless = shell("nslookup web-headless.default.svc.cluster.local | grep Address");
        for (String address : kube.ok("get pods -l app=web -o jsonpath={.items[*].status.podIP}")
                .split(" ")) {
            assertThat(headless).contains(address);
        }
        kube.ok("expose deployment web --name=exposed --port=81 --target-port=8080");
        assertThat(shell("wget -qO- http://exposed:81/page")).startsWith("prepared\nweb-");
        kube.ok("delete service exposed");
    }

    @Test
    void imagesOfAClosedRegistryArePulledWithTheSecretOfThePod() {
        String registry = kube.naru.address("registry");
        String image = registry + "/team/closed:1";
        kube.naru.docker("tag", "small:test", image).ok();
        kube.naru.docker("push", image).ok();
        kube.naru.docker("rmi", image).ok();
        kube.naru
                .naruWith(
                        "riverbank7\n".getBytes(StandardCharsets.UTF_8),
                        "registry",
                        "user",
                        "add",
                        "maria",
                        "--password-stdin")
                .ok();
        String secret = " --docker-server=" + registry + " --docker-username=maria --docker-password=";
        kube.ok("create secret docker-registry right" + secret + "riverbank7");
        kube.ok("create secret docker-registry wrong" + secret + "seashore8");
        String server = "'containers':[{'name':'c','image':'" + image + "','command':['sleep','1000']}]";
        apply("closed-none", server);
        apply("closed-wrong", server + ",'imagePullSecrets':[{'name':'wrong'},{'name':'nosuch'}]");
        for (String refused : List.of("closed-none", "closed-wrong")) {
            kube.await("get pod " + refused, "ImagePull");
            assertThat(kube.ok("describe pod " + refused))
                    .contains("Failed to pull image")
                    .doesNotContain("seashore8");
        }
        assertThat(kube.naru.docker("images", "-q", image).ok()).isEmpty();
        apply("closed-right", server + ",'imagePullSecrets':[{'name':'nosuch'},{'name':'right'}]");
        kube.ok("wait --for=condition=Ready pod/closed-right --timeout=50s");
        kube.naru.docker("rmi", "--force", image).ok();
        kube.ok("create serviceaccount puller");
        kube.ok("patch serviceaccount puller -p {\"imagePullSecrets\":[{\"name\":\"wrong\"},{\"name\":\"right\"}]}");
        apply(
                "closed-account",
                server.replace("']}]", "'],'imagePullPolicy':'Always'}]") + ",'serviceAccountName':'puller'");
        kube.ok("wait --for=condition=Ready pod/closed-account --timeout=50s");
        kube.ok("delete pod closed-none closed-wrong closed-right closed-account --now");
        kube.naru.naru("registry", "user", "rm", "maria").ok();
    }

    @Test
    void aPortOfTheNodeIsThePodsAndNoOthers() {
        int port = kube.naru.port();
        String server = "'containers':[{'name':'c','image':'small:test','command':['httpd','-f','-p','80','-h','/etc'],"
                + "'ports':[{'containerPort':80,'hostPort':" + port + "}]}]";
        apply("port-one", server);
        kube.ok("wait --for=condition=Ready pod/port-one --timeout=50s");
        String address = kube.ok("get pod port-one -o jsonpath={.status.hostIP}");
        assertThat(fetch("127.0.0.1:" + port + "/hostname")).isEqualTo("port-one");
        assertThat(fetch("[::1]:" + port + "/hostname")).isEqualTo("port-one");
        assertThat(fetch(address + ":" + port + "/hostname")).isEqualTo("port-one");
        apply("port-two", server);
        kube.await("describe pod port-two", "free ports");
        kube.ok("delete pod port-one --now");
        kube.ok("wait --for=condition=Ready pod/port-two --timeout=50s");
        assertThat(fetch("127.0.0.1:" + port + "/hostname")).isEqualTo("port-two");
        kube.ok("delete pod port-two --now");
    }

    @Test
    void aPodInTheNodesNetworkIsReachedThere() {
        int port = kube.naru.port();
        apply(
                "host",
                "'hostNetwork':true,'dnsPolicy':'ClusterFirstWithHostNet','containers':[{'name':'c','image':'small:test',"
                        + "'command':['httpd','-f','-p','127.0.0.1:" + port + "','-h','/etc']}]");
        kube.ok("wait --for=condition=Ready pod/host --timeout=50s");
        assertThat(kube.ok("get pod host -o jsonpath={.status.podIP}"))
                .isEqualTo(kube.ok("get pod host -o jsonpath={.status.hostIP}"));
        assertThat(fetch("127.0.0.1:" + port + "/hostname")).isNotEmpty();
        assertThat(kube.ok("exec host -- hostname"))
                .isEqualTo(kube.ok("get nodes -o jsonpath={.items[0].metadata.name}"));
        assertThat(kube.ok("exec host -- wget -qO- http://web/page")).startsWith("prepared\nweb-");
        kube.ok("delete pod host --now");
        assertThat(kube.run("get pod host").refused()).contains("not found");
    }

    private static void apply(String name, String spec) {
        String pod = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "'},'spec':{" + spec + "}}";
        kube.feed(pod.replace('\'', '"'), "apply -f -").ok();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyKubectlWalksTheSameWay(String version) {
        String name = "walk-" + version.replace('.', '-');
        String manifest = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":"
                + "{\"terminationGracePeriodSeconds\":1,\"containers\":[{\"name\":\"main\",\"image\":\"small:test\","
                + "\"command\":[\"sh\",\"-c\",\"echo up; exec httpd -f -p 80 -h /etc\"]}]}}";
        assertThat(kube.feed(version, manifest, "apply -f -").ok()).contains("created");
        kubectl(version, "wait --for=condition=Ready --timeout=50s pod/" + name);
        assertThat(kubectl(version, "get pod " + name)).containsPattern("1/1 +Running");
        assertThat(kubectl(version, "describe pod " + name)).contains("Started container main");
        assertThat(kubectl(version, "logs " + name)).isEqualTo("up");
        assertThat(kube.feed(version, "through", "exec -i " + name + " -- cat").ok())
                .isEqualTo("through");
        assertThat(kube.feed(version, "", "exec " + name + " -- sh -c exit\t4").exit())
                .isEqualTo(4);
        kubectl(version, "cp " + Kube.manifest("web.yaml") + " " + name + ":/etc/web.yaml");
        int port = kube.naru.port();
        try (Background forward = Background.start(
                kube.naru.kubectlLine(version, "port-forward", "--address=127.0.0.1", "pod/" + name, port + ":80"))) {
            forward.awaitLine("Forwarding from");
            for (int times = 0; times < 3; times++) {
                assertThat(fetch("127.0.0.1:" + port + "/web.yaml")).contains("kind: Deployment");
            }
        }
        assertThat(kubectl(version, "create configmap " + name + " --from-literal=a=b"))
                .contains("created");
        assertThat(kubectl(version, "delete pod/" + name + " configmap/" + name))
                .contains("deleted");
    }

    private static String kubectl(String version, String line) {
        return kube.naru.kubectl(version, line.split(" ")).ok();
    }
}
