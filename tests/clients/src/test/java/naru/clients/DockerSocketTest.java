package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets that allow less than everything, and the log of what was asked for.
@Tag("system")
class DockerSocketTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static String watch;
    private static String scoped;

    @BeforeAll
    static void start() {
        watch = naru.naru("socket", "create", "watch", "--read-only").ok();
        scoped = naru.naru("socket", "create", "ci", "--container-scope", "ci.job=17")
                .ok();
    }

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
        naru.docker("network", "prune", "-f").ok();
        naru.docker("volume", "prune", "-af").ok();
    }

    private static Result on(String host, String... words) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(naru.dockerEnvironment());
        environment.put("DOCKER_HOST", host);
        return Program.run(line, environment, new byte[0], Duration.ofSeconds(60));
    }

    private static Result on(String host, String line) {
        return on(host, line.split(" "));
    }

    @Test
    void aReadOnlySocketIsForLooking() {
        naru.docker("run", "-d", "--name", "seen", IMAGE, "sh", "-c", "echo said; sleep 1000")
                .ok();
        assertThat(on(watch, "ps --format {{.Names}}").ok()).isEqualTo("seen");
        assertThat(on(watch, "logs seen").ok()).isEqualTo("said");
        assertThat(on(watch, "inspect -f {{.State.Status}} seen").ok()).isEqualTo("running");
        assertThat(on(watch, "stats --no-stream --format {{.Name}} seen").ok()).isEqualTo("seen");
        assertThat(on(watch, "events --since 1m --until 0s --filter event=start --format {{.Action}}")
                        .ok())
                .contains("start");
        for (String line : List.of(
                "rm -f seen",
                "stop seen",
                "exec seen true",
                "run --rm " + IMAGE + " true",
                "volume create x",
                "network create x",
                "cp seen:/etc/passwd -",
                "export seen",
                "save " + IMAGE,
                "rmi " + IMAGE,
                "tag " + IMAGE + " other",
                "system prune -f")) {
            Result refused = on(watch, line);
            assertThat(refused.exit()).as(line).isNotZero();
            assertThat(refused.err()).as(line).contains("for looking only");
        }
        assertThat(naru.inspect("{{.State.Status}}", "seen")).isEqualTo("running");
    }

    @Test
    void aScopedSocketSeesWhatItMade() {
        naru.docker("run", "-d", "--name", "other", IMAGE, "sleep", "1000").ok();
        naru.docker("volume", "create", "others").ok();
        naru.docker("network", "create", "others").ok();
        assertThat(on(scoped, "run --rm -p 80 --tmpfs /x " + IMAGE + " echo inside")
                        .ok())
                .isEqualTo("inside");
        on(scoped, "network create mine").ok();
        on(scoped, "volume create mine").ok();
        on(scoped, "run -d --name mine --network mine -v mine:/data " + IMAGE + " sleep 1000")
                .ok();
        assertThat(on(scoped, "ps -a --format {{.Names}}").ok()).isEqualTo("mine");
        assertThat(on(scoped, "ps -a --filter name=o --format {{.Names}}").ok()).isEmpty();
        assertThat(on(scoped, "network ls --format {{.Name}}").ok()).isEqualTo("mine");
        assertThat(on(scoped, "volume ls -q").ok()).isEqualTo("mine");
        assertThat(on(scoped, "exec mine echo in").ok()).isEqualTo("in");
        assertThat(naru.inspect("{{index .Config.Labels \"ci.job\"}}", "mine")).isEqualTo("17");
        for (String line : List.of(
                "inspect other",
                "logs other",
                "exec other true",
                "rm other",
                "stop other",
                "cp other:/etc/passwd -",
                "network inspect others",
                "network rm others",
                "volume inspect others",
                "volume rm others",
                "network connect mine other")) {
            assertThat(on(scoped, line).exit()).as(line).isNotZero();
        }
        on(scoped, "container prune -f").ok();
        on(scoped, "volume prune -af").ok();
        assertThat(naru.inspect("{{.State.Status}}", "other")).isEqualTo("running");
        assertThat(naru.docker("volume", "ls", "-q").ok()).contains("others");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--privileged",
                "-v /:/host",
                "-v /etc:/x:ro",
                "--mount type=bind,src=/etc,dst=/x",
                "--mount type=volume,dst=/x,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc",
                "-v others:/x",
                "--network host",
                "--network others",
                "--network container:other",
                "--pid host",
                "--pid container:other",
                "--ipc host",
                "--ipc container:other",
                "--uts host",
                "--userns host",
                "--cgroupns host",
                "--cap-add SYS_ADMIN",
                "--security-opt seccomp=unconfined",
                "--security-opt systempaths=unconfined",
                "--device /dev/null",
                "--cgroup-parent /x",
                "--annotation run.oci.seccomp_bpf_data=AAAA",
                "--volumes-from other",
                "--link other:x",
                "--sysctl net.ipv4.ip_forward=1",
                "--runtime runc",
                "--oom-score-adj -5",
                "--annotation run.oci.x=y",
                "--log-driver syslog",
                "--label naru.depends-on=other",
            })
    void nothingOfTheMachineOrOfOthersIsGiven(String option) {
        naru.docker("run", "-d", "--name", "other", IMAGE, "sleep", "1000").ok();
        naru.docker("volume", "create", "others").ok();
        naru.docker("network", "create", "others").ok();
        Result refused = on(scoped, "run --rm " + option + " " + IMAGE + " true");
        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.err())
                .containsPattern("for containers of one scope|No such container|others not found|no such volume");
        assertThat(on(scoped, "ps -aq").ok()).isEmpty();
    }

    @Test
    void whatIsNotNamedIsRefused() {
        on(scoped, "run -d --name mine " + IMAGE + " sleep 1000").ok();
        for (String line : List.of(
                "commit mine " + IMAGE,
                "exec --privileged mine true",
                "tag " + IMAGE + " other",
                "rmi " + IMAGE,
                "save " + IMAGE,
                "system df",
                "image prune -f",
                "volume create --opt type=none --opt o=bind --opt device=/etc x",
                "network create --opt com.docker.network.bridge.name=x x",
                "network create --driver macvlan x",
                "swarm init")) {
            assertThat(on(scoped, line).exit()).as(line).isNotZero();
        }
    }

    @Test
    void aScopedSocketCanBeHandedOn() {
        String own = scoped.replace("unix://", "");
        on(scoped, "run -d --name holder -v /var/run/docker.sock:/var/run/docker.sock " + IMAGE + " sleep 1000")
                .ok();
        assertThat(naru.inspect("{{(index .Mounts 0).Source}}", "holder")).isEqualTo(own);
    }

    @Test
    void socketsComeBackAndGo() {
        naru.naru("socket", "create", "passing", "--read-only").ok();
        assertThat(naru.naru("socket", "create", "passing", "--read-only").refused())
                .contains("already");
        assertThat(naru.naru("socket", "create", "../x", "--read-only").refused())
                .contains("no name");
        assertThat(naru.naru("socket", "create", "both").refused()).contains("--read-only or --container-scope");
        naru.stop();
        naru.startAgain();
        assertThat(naru.naru("socket", "list").ok())
                .contains("passing")
                .contains("read-only")
                .contains("ci.job=17");
        assertThat(on(watch, "ps -q").exit()).isZero();
        naru.naru("socket", "rm", "passing").ok();
        assertThat(naru.naru("socket", "list").ok()).doesNotContain("passing");
        assertThat(on(watch.replace("watch", "passing"), "ps").exit()).isNotZero();
    }

    @Test
    void whatMayChangeSomethingIsNoted() throws IOException {
        Path log = naru.instance().data().resolve("audit.log");
        naru.docker("run", "--rm", "--name", "noted", "-e", "PASSWORD=hidden", IMAGE, "true")
                .ok();
        on(watch, "rm -f nobody").exit();
        String text = Files.readString(log);
        assertThat(text)
                .contains("\"listener\":\"docker\",\"who\":\"user:root\",\"method\":\"POST\"")
                .contains("/containers/create\",\"status\":201")
                .contains("\"listener\":\"socket watch\"")
                .contains("\"status\":403,\"failure\":\"this socket is for looking only")
                .doesNotContain("hidden")
                .doesNotContain("\"GET\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
    }
}
