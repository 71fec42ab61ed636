package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.tests.Background;
import naru.tests.NaruProgram;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `naru edit` of a running container, and a daemon that is killed in the midst of it: the next one carries it out. And
/// what somebody else does to the container meanwhile.
@Tag("system")
class EditCrashTest {
    /// Ends when it is told to and a file appears, so that the daemon can be killed in between.
    private static final String ENDS_LATER =
            "trap 'echo told; while [ ! -e /gate/open ]; do sleep 0.1; done; exit 0' TERM;"
                    + " echo up; while :; do sleep 0.1; done";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @BeforeAll
    static void start() {
        naru.docker("network", "create", "--subnet", "10.231.77.0/24", "home").ok();
    }

    private static String inspect(String format) {
        return naru.inspect(format, "web");
    }

    private static void await(String format, String wanted) {
        String found = "";
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!found.equals(wanted) && System.nanoTime() < end) {
            found = inspect(format);
        }
        assertThat(found).as(format).isEqualTo(wanted);
    }

    private static void awaitLog(String wanted) {
        String found = "";
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!found.endsWith(wanted) && System.nanoTime() < end) {
            found = naru.docker("logs", "web").ok();
        }
        assertThat(found).endsWith(wanted);
    }

    private static Background edit(String... words) {
        List<String> line = NaruProgram.line(naru.instance());
        line.add("edit");
        line.addAll(List.of(words));
        return Background.start(line);
    }

    private static Path gate(String name) throws IOException {
        return Files.createDirectories(naru.folder().resolve(name));
    }

    private static void run(Path gate, String... options) {
        List<String> line = new ArrayList<>(List.of("run", "-d", "--name", "web", "-v", gate + ":/gate"));
        line.addAll(List.of(options));
        line.addAll(List.of(IMAGE, "sh", "-c", ENDS_LATER));
        naru.docker(line.toArray(String[]::new)).ok();
        awaitLog("up");
    }

    @Test
    void killedBetweenStopAndStartItStartsWithTheChange() throws IOException {
        Path gate = gate("first");
        run(gate, "--rm", "--network", "home", "-e", "A=old");
        String address = "{{.NetworkSettings.Networks.home.IPAddress}}";
        String before = inspect("{{.Id}} " + address);
        try (Background edit = edit("web", "--env", "A=new")) {
            awaitLog("told");
            naru.kill();
            assertThat(edit.awaitEnd()).isNotZero();
        }
        long pid =
                Long.parseLong(Files.readString(pidFile(before.split(" ")[0])).strip());
        Files.createFile(gate.resolve("open"));
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        naru.startAgain();
        await("{{.State.Status}} {{.HostConfig.AutoRemove}}", "running true");
        assertThat(inspect("{{.Id}} " + address)).isEqualTo(before);
        assertThat(naru.docker("exec", "web", "sh", "-c", "echo $A").ok()).isEqualTo("new");
        naru.docker("rm", "-f", "web").ok();
    }

    private static Path pidFile(String id) {
        return naru.instance().run().resolve("containers").resolve(id).resolve("pid");
    }

    @Test
    void killedWhileItIsBeingStoppedItIsStoppedAndStartsWithTheChange() throws IOException {
        Path gate = gate("second");
        run(gate, "-e", "A=old");
        try (Background edit = edit("web", "--env", "A=new")) {
            awaitLog("told");
            naru.kill();
            assertThat(edit.awaitEnd()).isNotZero();
        }
        naru.startAgain();
        Files.createFile(gate.resolve("open"));
        await(
                "{{json .Config.Env}} {{.State.Status}} {{.HostConfig.AutoRemove}}",
                inspect("{{json .Config.Env}}").replace("A=old", "A=new") + " running false");
        assertThat(naru.docker("exec", "web", "sh", "-c", "echo $A").ok()).isEqualTo("new");
        naru.docker("rm", "-f", "web").ok();
    }

    @Test
    void aChangeThatDoesNotStartIsPutBack() throws IOException {
        Path gate = gate("third");
        Path gone = Files.createDirectories(naru.folder().resolve("gone"));
        run(gate, "-e", "A=old");
        try (Background edit = edit("web", "--env", "A=new", "--mount", gone + ":/gone")) {
            awaitLog("told");
            naru.kill();
            assertThat(edit.awaitEnd()).isNotZero();
        }
        Files.delete(gone);
        Files.createFile(gate.resolve("open"));
        naru.startAgain();
        await("{{.State.Status}} {{len .Mounts}}", "running 1");
        assertThat(naru.docker("exec", "web", "sh", "-c", "echo $A").ok()).isEqualTo("old");
        naru.docker("rm", "-f", "web").ok();
    }

    private static Background editOfOneThatEndsAtOnce(String name) throws IOException {
        Path gate = gate(name);
        Files.createFile(gate.resolve("open"));
        run(gate, "-e", "A=old");
        return edit("web", "--env", "A=new");
    }

    @Test
    void aContainerThatIsRemovedWhileItsChangeIsOnProbationIsNotStartedAgain() throws IOException {
        try (Background edit = editOfOneThatEndsAtOnce("fourth")) {
            awaitLog("told\nup");
            naru.docker("rm", "-f", "web").ok();
            edit.awaitEnd();
        }
        assertThat(naru.docker("ps", "-aq").ok()).isEmpty();
    }

    @Test
    void aContainerThatIsStoppedWhileItsChangeIsOnProbationStaysStoppedWithIt() throws IOException {
        try (Background edit = editOfOneThatEndsAtOnce("fifth")) {
            awaitLog("told\nup");
            naru.docker("kill", "web").ok();
            assertThat(edit.awaitEnd()).isZero();
        }
        assertThat(inspect("{{.State.Status}} {{.State.ExitCode}} {{json .Config.Env}}"))
                .startsWith("exited 137")
                .contains("A=new");
        naru.docker("rm", "web").ok();
    }
}
