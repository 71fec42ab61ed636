package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers outlive the daemon, however it ends.
@Tag("system")
class SurvivalTest {
    private static final String IMAGE = "small:test";

    @Test
    void everyContainerIsStillThereAfterACrashWithItsLogsAndExitCode() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru, IMAGE);
            naru.docker("run", "-d", "--name", "runs", IMAGE, "sh", "-c", "echo before; exec sleep 1000")
                    .ok();
            naru.docker("run", "-d", "--name", "ends", IMAGE, "sh", "-c", "sleep 1; echo after; exit 5")
                    .ok();
            naru.docker("run", "--name", "ended", IMAGE, "sh", "-c", "echo done; exit 3");
            String pid = naru.docker("inspect", "-f", "{{.State.Pid}}", "runs").ok();
            naru.kill();
            naru.startAgain();
            assertThat(naru.docker("inspect", "-f", "{{.State.Status}} {{.State.Pid}}", "runs")
                            .ok())
                    .isEqualTo("running " + pid);
            assertThat(naru.docker("logs", "runs").ok()).isEqualTo("before");
            assertThat(naru.docker("exec", "runs", "echo", "again").ok()).isEqualTo("again");
            assertThat(naru.docker("inspect", "-f", "{{.State.ExitCode}}", "ended")
                            .ok())
                    .isEqualTo("3");
            assertThat(naru.docker("logs", "ended").ok()).isEqualTo("done");
            assertThat(naru.docker("wait", "ends").ok()).isEqualTo("5");
            assertThat(naru.docker("logs", "ends").ok()).isEqualTo("after");
        }
    }

    @Test
    void aContainerThatEndsWhileTheDaemonIsAwayKeepsItsExitCode() {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru, IMAGE);
            naru.docker("run", "-d", "--name", "away", IMAGE, "sleep", "1000").ok();
            long pid = Long.parseLong(
                    naru.docker("inspect", "-f", "{{.State.Pid}}", "away").ok());
            naru.kill();
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            naru.startAgain();
            assertThat(naru.docker("wait", "away").ok()).isEqualTo("137");
            assertThat(naru.docker("inspect", "-f", "{{.State.Status}}", "away").ok())
                    .isEqualTo("exited");
        }
    }
}
