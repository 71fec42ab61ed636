package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeLaunch launch = new FakeLaunch();

    @TempDir
    Path folder = Path.of("/nowhere");

    private int run(String... words) {
        return Cli.run(
                words,
                launch,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void anUnknownCommandNamesTheNearestAndExitsWithTwo() {
        assertThat(run("staus")).isEqualTo(Exit.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'staus'").contains("did you mean 'status'?");
    }

    @Test
    void everyCommandExplainsItselfWithExamples() {
        for (String command : new String[] {
            "up",
            "down",
            "status",
            "doctor",
            "version",
            "daemon",
            "logs",
            "context",
            "docker-certificate",
            "dial-stdio",
            "completion"
        }) {
            out.reset();
            assertThat(run(command, "--help")).isEqualTo(Exit.OK);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("Examples:")
                    .contains("naru " + command);
        }
    }

    @Test
    void statusOfAFolderWithoutDaemonExitsWithThree() {
        assertThat(run("--data", folder.toString(), "status")).isEqualTo(Exit.NOT_RUNNING);
        assertThat(run("status", "--data", folder.toString(), "--output", "json"))
                .isEqualTo(Exit.NOT_RUNNING);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("naru up").contains("\"ready\" : false");
    }

    @Test
    void optionsWinOverTheFileAndTheFileOverDefaults() throws IOException {
        Path file = Files.writeString(
                folder.resolve("naru.toml"), "web = \"127.0.0.1:1\"\nregistry = \"127.0.0.1:2\"\nno-relay = true\n");
        assertThat(run("daemon", "--config", file.toString(), "--web", ":3")).isEqualTo(Exit.OK);
        Settings settings = (Settings) launch.started.getFirst();
        assertThat(settings.address("web")).hasToString("0.0.0.0:3");
        assertThat(settings.address("registry")).hasToString("127.0.0.1:2");
        assertThat(settings.address("kube")).hasToString("127.0.0.1:6443");
        assertThat(settings.has("relay")).isFalse();
        assertThat(settings.has("web")).isTrue();
    }

    @Test
    void anUnknownKeyOfTheFileIsAnErrorThatNamesTheNearest() throws IOException {
        Path file = Files.writeString(folder.resolve("naru.toml"), "registri = \"127.0.0.1:2\"\n");
        assertThat(run("daemon", "--config", file.toString())).isEqualTo(Exit.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'registri'").contains("did you mean registry?");
        assertThat(launch.started).isEmpty();
    }

    @Test
    void settingsSurviveTheWayThroughArguments() {
        run(
                "daemon",
                "--data",
                folder.toString(),
                "--web",
                "1",
                "--no-registry",
                "--docker-tcp",
                "[::1]:2376",
                "--add-runtime",
                "a=/bin/a,b=/bin/b",
                "--default-runtime",
                "a",
                "--attach-patience",
                "90m",
                "--build-cache",
                "12%",
                "--userns-remap",
                "default",
                "--cgroup-driver",
                "systemd");
        Settings settings = (Settings) launch.started.getFirst();
        assertThat(run(settings.arguments().toArray(String[]::new))).isEqualTo(Exit.OK);
        assertThat(launch.started.getLast()).isEqualTo(settings);
    }

    @Test
    void aWrongPortIsASentence() {
        assertThat(run("daemon", "--web", "127.0.0.1:http")).isEqualTo(Exit.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'127.0.0.1:http' is not an address");
    }
}
