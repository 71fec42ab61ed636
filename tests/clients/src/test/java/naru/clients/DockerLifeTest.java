package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A container's life as the docker command line shows and changes it: health, freezing, limits, processes, logs.
@Tag("system")
class DockerLifeTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
    }

    private static Result shell(String options, String script) {
        return naru.dockerScript(options + " " + IMAGE + " sh -c", script);
    }

    @Test
    void healthFollowsItsTest() {
        shell("run -d --name healthy --health-cmd /bin/true --health-interval 100ms", "exec sleep 1000")
                .ok();
        assertThat(awaitHealth("healthy", "healthy")).isEqualTo("healthy");
        shell("run -d --name ill --health-cmd /bin/false --health-interval 100ms --health-retries 2", "exec sleep 1000")
                .ok();
        assertThat(awaitHealth("ill", "unhealthy")).isEqualTo("unhealthy");
        assertThat(naru.inspect("{{(index .State.Health.Log 0).ExitCode}}", "ill"))
                .isEqualTo("1");
        assertThat(naru.docker("ps --filter health=unhealthy --format {{.Names}}")
                        .ok())
                .isEqualTo("ill");
        assertThat(naru.docker("ps --filter name=ill --format {{.Status}}").ok())
                .contains("(unhealthy)");
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
        assertThat(naru.inspect("{{.HostConfig.RestartPolicy.Name}} {{.RestartCount}}", "policy"))
                .isEqualTo("on-unhealthy 2");
        naru.docker("stop -t 1 label").ok();
        assertThat(naru.inspect("{{.State.Status}}", "label")).isEqualTo("exited");
        Result refused = shell("run -d --restart on-unhealthy", "true");
        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.err()).contains("'on-unhealthy' needs a health test");
    }

    @Test
    void whyTellsHowAContainerEnded() {
        shell("run -d --name told -e SECRET=one", "echo working; exec sleep 1000")
                .ok();
        assertThat(naru.naru("why", "told").err()).contains("told has not ended yet");
        naru.docker("stop -t 0 told").ok();
        naru.docker("rm told").ok();
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
            count = Integer.parseInt(naru.inspect("{{.RestartCount}}", name));
        }
        assertThat(count).isEqualTo(wanted);
    }

    /// Each look at the container takes a process' start, so that this is bounded in time and does not spin.
    private static String awaitHealth(String name, String wanted) {
        String status = "";
        for (int look = 0; look < 200 && !status.equals(wanted); look++) {
            status = naru.inspect("{{.State.Health.Status}}", name);
        }
        return status;
    }

    @Test
    void aFrozenContainerWaits() {
        shell("run -d --name frozen", "exec sleep 1000").ok();
        naru.docker("pause frozen").ok();
        assertThat(naru.inspect("{{.State.Status}} {{.State.Paused}}", "frozen"))
                .isEqualTo("paused true");
        assertThat(naru.docker("exec frozen true").refused()).contains("is paused");
        assertThat(naru.docker("pause frozen").refused()).contains("already paused");
        naru.docker("unpause frozen").ok();
        assertThat(naru.docker("exec frozen echo awake").ok()).isEqualTo("awake");
        naru.docker("pause frozen").ok();
        naru.docker("stop -t 0 frozen").ok();
        assertThat(naru.inspect("{{.State.Status}}", "frozen")).isEqualTo("exited");
    }

    @Test
    void limitsChangeWhileItRuns() {
        shell("run -d --name limited --memory 64m --pids-limit 50 --cpus 0.5", "exec sleep 1000")
                .ok();
        String memory = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max";
        String pids = "cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max";
        assertThat(naru.docker("exec", "limited", "sh", "-c", memory).ok()).isEqualTo("67108864");
        assertThat(naru.docker("exec", "limited", "sh", "-c", pids).ok()).isEqualTo("50");
        naru.docker("update --memory 96m --memory-swap 96m --pids-limit 40 --restart on-failure:3 limited")
                .ok();
        assertThat(naru.docker("exec", "limited", "sh", "-c", memory).ok()).isEqualTo("100663296");
        assertThat(naru.docker("exec", "limited", "sh", "-c", pids).ok()).isEqualTo("40");
        assertThat(naru.inspect("{{.HostConfig.NanoCpus}} {{.HostConfig.RestartPolicy.Name}}", "limited"))
                .isEqualTo("500000000 on-failure");
        assertThat(naru.docker("update --memory 1m limited").refused()).contains("Minimum memory limit allowed is 6MB");
    }

    @Test
    void moreMemoryThanAllowedEndsItAndSaysSo() {
        Result killed = shell("run --name greedy --memory 16m --memory-swap 16m", "exec tail /dev/zero");
        assertThat(killed.exit()).isEqualTo(137);
        assertThat(naru.inspect("{{.State.OOMKilled}} {{.State.ExitCode}}", "greedy"))
                .isEqualTo("true 137");
    }

    @Test
    void processesAreListed() {
        shell("run -d --name busy", "sleep 1001 & exec sleep 1002").ok();
        assertThat(naru.docker("top busy").ok())
                .contains("sleep 1001", "sleep 1002")
                .startsWith("UID");
        assertThat(naru.docker("top busy -o pid,args").ok()).startsWith("PID");
        assertThat(naru.docker("top busy --nonsense").refused()).contains("ps");
    }

    @Test
    void logsAreChosenByTailTimeAndStream() {
        shell("run --name spoke", "echo one; echo two >&2; echo three").ok();
        assertThat(naru.docker("logs spoke").out()).isEqualTo("one\nthree\n");
        assertThat(naru.docker("logs spoke").err()).isEqualTo("two\n");
        shell("run --name counted", "echo 1; echo 2; printf 3").ok();
        assertThat(naru.docker("logs --tail 2 counted").out()).isEqualTo("2\n3");
        assertThat(naru.docker("logs --tail 0 counted").out()).isEmpty();
        assertThat(naru.docker("logs -t spoke").out()).containsPattern("^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z one\n");
        assertThat(naru.docker("logs --since 2100-01-01 spoke").out()).isEmpty();
        assertThat(naru.docker("logs --until 2000-01-01 spoke").out()).isEmpty();
        assertThat(naru.docker("logs -f spoke").out()).isEqualTo("one\nthree\n");
    }

    @Test
    void whereLogsGoIsCheckedAtCreation() {
        naru.docker("run --name silent --log-driver none " + IMAGE + " echo unheard")
                .ok();
        assertThat(naru.docker("logs silent").refused()).contains("does not support reading");
        assertThat(naru.docker("create --log-driver nosuch " + IMAGE + " true").refused())
                .contains("nosuch");
        assertThat(naru.docker("create --log-opt max-size=ten " + IMAGE + " true")
                        .refused())
                .contains("max-size");
        naru.docker("create --name bounded --log-opt max-size=5m " + IMAGE + " true")
                .ok();
        assertThat(naru.inspect(
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
        Result missing = naru.docker("exec target no-such-program");
        assertThat(missing.exit()).isEqualTo(127);
        Result terminal = naru.dockerInTerminal("exec", "-t", "target", "no-such-program");
        assertThat(terminal.exit()).isEqualTo(127);
        assertThat(terminal.out()).contains("executable file not found in $PATH");
    }

    @Test
    void restartRenameAndWait() {
        shell("run -d --name first", "echo up; exec sleep 1000").ok();
        String pid = naru.inspect("{{.State.Pid}}", "first");
        naru.docker("restart -t 0 first").ok();
        assertThat(naru.inspect("{{.State.Pid}}", "first")).isNotEqualTo(pid);
        naru.docker("rename first second").ok();
        assertThat(naru.docker("inspect first").refused()).contains("No such object");
        naru.docker("kill -s KILL second").ok();
        assertThat(naru.docker("wait second").ok()).isEqualTo("137");
        assertThat(naru.docker("rename second second").refused()).contains("same name");
    }
}
