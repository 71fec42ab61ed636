package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A container's life as the docker command line shows and changes it: health, freezing, limits, processes, logs.
@Tag("system")
class DockerLifeTest {
    private static final String IMAGE = "small:test";

    private static TestNaru naru;

    @BeforeAll
    static void start() {
        naru = TestNaru.start();
        SmallImage.importInto(naru, IMAGE);
    }

    @AfterAll
    static void stop() {
        naru.close();
    }

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
    }

    /// A docker command whose words have no spaces in them.
    private static Result docker(String line) {
        return naru.docker(line.split(" "));
    }

    private static Result shell(String options, String script) {
        List<String> words = new ArrayList<>(List.of((options + " " + IMAGE + " sh -c").split(" ")));
        words.add(script);
        return naru.docker(words.toArray(String[]::new));
    }

    private static String inspect(String format, String name) {
        return naru.docker("inspect", "-f", format, name).ok();
    }

    @Test
    void healthFollowsItsTest() {
        shell("run -d --name healthy --health-cmd /bin/true --health-interval 100ms", "exec sleep 1000")
                .ok();
        assertThat(awaitHealth("healthy", "healthy")).isEqualTo("healthy");
        shell("run -d --name ill --health-cmd /bin/false --health-interval 100ms --health-retries 2", "exec sleep 1000")
                .ok();
        assertThat(awaitHealth("ill", "unhealthy")).isEqualTo("unhealthy");
        assertThat(inspect("{{(index .State.Health.Log 0).ExitCode}}", "ill")).isEqualTo("1");
        assertThat(docker("ps --filter health=unhealthy --format {{.Names}}").ok())
                .isEqualTo("ill");
        assertThat(docker("ps --filter name=ill --format {{.Status}}").ok()).contains("(unhealthy)");
    }

    @Test
    void anUnhealthyContainerIsStartedAgainIfItIsToBe() {
        String ill = " --health-cmd /bin/false --health-interval 100ms --health-retries 2";
        shell("run -d --name policy --restart on-unhealthy:2" + ill, "trap 'exit 0' TERM; while :; do sleep 0.1; done")
                .ok();
        shell("run -d --init --name label --label naru.restart=on-unhealthy" + ill, "sleep 1000")
                .ok();
        awaitRestarts("policy", 2);
        awaitRestarts("label", 3);
        assertThat(inspect("{{.HostConfig.RestartPolicy.Name}} {{.RestartCount}}", "policy"))
                .isEqualTo("on-unhealthy 2");
        docker("stop -t 1 label").ok();
        assertThat(inspect("{{.State.Status}}", "label")).isEqualTo("exited");
        Result refused = shell("run -d --restart on-unhealthy", "true");
        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.err()).contains("'on-unhealthy' needs a health test");
    }

    @Test
    void whyTellsHowAContainerEnded() {
        shell("run -d --name told -e SECRET=one", "echo working; exec sleep 1000")
                .ok();
        assertThat(naru.naru("why", "told").err()).contains("told has not ended yet");
        docker("stop -t 0 told").ok();
        docker("rm told").ok();
        shell("run --rm --name told -e SECRET=two --memory 6m", "tail /dev/zero");
        String why = naru.naru("why", "told").ok();
        assertThat(why)
                .contains("told: the kernel killed it for memory: its limit is 6144 KiB")
                .contains("exit code 137 (SIGKILL)")
                .contains("env SECRET")
                .contains("memory none → 6291456")
                .contains("it was told to end by a command, and was killed")
                .doesNotContain("two");
        assertThat(naru.naru("why", "nobody").err()).contains("No such container: nobody");
    }

    private static void awaitRestarts(String name, int wanted) {
        int count = 0;
        for (int look = 0; look < 400 && count < wanted; look++) {
            count = Integer.parseInt(inspect("{{.RestartCount}}", name));
        }
        assertThat(count).isEqualTo(wanted);
    }

    /// Each look at the container takes a process' start, so that this is bounded in time and does not spin.
    private static String awaitHealth(String name, String wanted) {
        String status = "";
        for (int look = 0; look < 200 && !status.equals(wanted); look++) {
            status = inspect("{{.State.Health.Status}}", name);
        }
        return status;
    }

    @Test
    void aFrozenContainerWaits() {
        shell("run -d --name frozen", "exec sleep 1000").ok();
        docker("pause frozen").ok();
        assertThat(inspect("{{.State.Status}} {{.State.Paused}}", "frozen")).isEqualTo("paused true");
        assertThat(docker("exec frozen true").refused()).contains("is paused");
        assertThat(docker("pause frozen").refused()).contains("already paused");
        docker("unpause frozen").ok();
        assertThat(docker("exec frozen echo awake").ok()).isEqualTo("awake");
        docker("pause frozen").ok();
        docker("stop -t 0 frozen").ok();
        assertThat(inspect("{{.State.Status}}", "frozen")).isEqualTo("exited");
    }

    @Test
    void limitsChangeWhileItRuns() {
        shell("run -d --name limited --memory 64m --pids-limit 50 --cpus 0.5", "exec sleep 1000")
                .ok();
        String memory = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max";
        String pids = "cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max";
        assertThat(naru.docker("exec", "limited", "sh", "-c", memory).ok()).isEqualTo("67108864");
        assertThat(naru.docker("exec", "limited", "sh", "-c", pids).ok()).isEqualTo("50");
        docker("update --memory 96m --memory-swap 96m --pids-limit 40 --restart on-failure:3 limited")
                .ok();
        assertThat(naru.docker("exec", "limited", "sh", "-c", memory).ok()).isEqualTo("100663296");
        assertThat(naru.docker("exec", "limited", "sh", "-c", pids).ok()).isEqualTo("40");
        assertThat(inspect("{{.HostConfig.NanoCpus}} {{.HostConfig.RestartPolicy.Name}}", "limited"))
                .isEqualTo("500000000 on-failure");
        assertThat(docker("update --memory 1m limited").refused()).contains("Minimum memory limit allowed is 6MB");
    }

    @Test
    void moreMemoryThanAllowedEndsItAndSaysSo() {
        Result killed = shell("run --name greedy --memory 16m --memory-swap 16m", "exec tail /dev/zero");
        assertThat(killed.exit()).isEqualTo(137);
        assertThat(inspect("{{.State.OOMKilled}} {{.State.ExitCode}}", "greedy"))
                .isEqualTo("true 137");
    }

    @Test
    void processesAreListed() {
        shell("run -d --name busy", "sleep 1001 & exec sleep 1002").ok();
        assertThat(docker("top busy").ok()).contains("sleep 1001", "sleep 1002").startsWith("UID");
        assertThat(docker("top busy -o pid,args").ok()).startsWith("PID");
        assertThat(docker("top busy --nonsense").refused()).contains("ps");
    }

    @Test
    void logsAreChosenByTailTimeAndStream() {
        shell("run --name spoke", "echo one; echo two >&2; echo three").ok();
        assertThat(docker("logs spoke").out()).isEqualTo("one\nthree\n");
        assertThat(docker("logs spoke").err()).isEqualTo("two\n");
        shell("run --name counted", "echo 1; echo 2; printf 3").ok();
        assertThat(docker("logs --tail 2 counted").out()).isEqualTo("2\n3");
        assertThat(docker("logs --tail 0 counted").out()).isEmpty();
        assertThat(docker("logs -t spoke").out()).containsPattern("^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z one\n");
        assertThat(docker("logs --since 2100-01-01 spoke").out()).isEmpty();
        assertThat(docker("logs --until 2000-01-01 spoke").out()).isEmpty();
        assertThat(docker("logs -f spoke").out()).isEqualTo("one\nthree\n");
    }

    @Test
    void whereLogsGoIsCheckedAtCreation() {
        docker("run --name silent --log-driver none " + IMAGE + " echo unheard").ok();
        assertThat(docker("logs silent").refused()).contains("does not support reading");
        assertThat(docker("create --log-driver nosuch " + IMAGE + " true").refused())
                .contains("nosuch");
        assertThat(docker("create --log-opt max-size=ten " + IMAGE + " true").refused())
                .contains("max-size");
        docker("create --name bounded --log-opt max-size=5m " + IMAGE + " true").ok();
        assertThat(inspect(
                        "{{.HostConfig.LogConfig.Type}} {{index .HostConfig.LogConfig.Config \"max-size\"}}",
                        "bounded"))
                .isEqualTo("json-file 5m");
    }

    @Test
    void attachedClientsSeeWhatTheProcessSaysAndItsExitCode() {
        naru.docker("create", "--name", "asked", "-i", IMAGE, "sh", "-c", "read x; echo got $x; exit 4")
                .ok();
        Result attached = naru.dockerWith("word\n".getBytes(StandardCharsets.UTF_8), "start", "-ai", "asked");
        assertThat(attached.out()).isEqualTo("got word\n");
        assertThat(attached.exit()).isEqualTo(4);
    }

    @Test
    void aCommandThatIsNotThereEndsWith127() {
        shell("run -d --name target", "exec sleep 1000").ok();
        Result missing = docker("exec target no-such-program");
        assertThat(missing.exit()).isEqualTo(127);
        Result terminal = naru.dockerInTerminal("exec", "-t", "target", "no-such-program");
        assertThat(terminal.exit()).isEqualTo(127);
        assertThat(terminal.out()).contains("executable file not found in $PATH");
    }

    @Test
    void restartRenameAndWait() {
        shell("run -d --name first", "echo up; exec sleep 1000").ok();
        String pid = inspect("{{.State.Pid}}", "first");
        docker("restart -t 0 first").ok();
        assertThat(inspect("{{.State.Pid}}", "first")).isNotEqualTo(pid);
        docker("rename first second").ok();
        assertThat(docker("inspect first").refused()).contains("No such object");
        docker("kill -s KILL second").ok();
        assertThat(docker("wait second").ok()).isEqualTo("137");
        assertThat(docker("rename second second").refused()).contains("same name");
    }
}
