package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers outlive the daemon, however it ends.
@Tag("system")
class SurvivalTest {

    @Test
    void everyContainerIsStillThereAfterACrashWithItsLogsAndExitCode() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("run", "-d", "--name", "runs", IMAGE, "sh", "-c", "echo before; exec sleep 1000")
                    .ok();
            naru.docker("run", "-d", "--name", "ends", IMAGE, "sh", "-c", "sleep 1; echo after; exit 5")
                    .ok();
            naru.docker("run", "--name", "ended", IMAGE, "sh", "-c", "echo done; exit 3");
            String pid = naru.inspect("{{.State.Pid}}", "runs");
            naru.kill();
            naru.startAgain();
            assertThat(naru.inspect("{{.State.Status}} {{.State.Pid}}", "runs")).isEqualTo("running " + pid);
            assertThat(naru.docker("logs", "runs").ok()).isEqualTo("before");
            assertThat(naru.docker("exec", "runs", "echo", "again").ok()).isEqualTo("again");
            assertThat(naru.inspect("{{.State.ExitCode}}", "ended")).isEqualTo("3");
            assertThat(naru.docker("logs", "ended").ok()).isEqualTo("done");
            assertThat(naru.docker("wait", "ends").ok()).isEqualTo("5");
            assertThat(naru.docker("logs", "ends").ok()).isEqualTo("after");
        }
    }

    @Test
    void aContainerThatEndsWhileTheDaemonIsAwayKeepsItsExitCode() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("run", "-d", "--name", "away", IMAGE, "sleep", "1000").ok();
            long pid = Long.parseLong(naru.inspect("{{.State.Pid}}", "away"));
            naru.kill();
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            naru.startAgain();
            assertThat(naru.docker("wait", "away").ok()).isEqualTo("137");
            assertThat(naru.inspect("{{.State.Status}}", "away")).isEqualTo("exited");
        }
    }
}
