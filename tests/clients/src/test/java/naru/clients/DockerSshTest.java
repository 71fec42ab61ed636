package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import naru.tests.NaruProgram;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `docker -H ssh://` through a real sshd: by the docker client that is on the other side, and by `naru dial-stdio` as
/// the only command that a key may run.
@Tag("system")
class DockerSshTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static Path folder;
    private static int port;
    private static Process sshd;

    @BeforeAll
    static void start() throws IOException {
        naru.naru("context", "use").ok();
        folder = naru.folder();
        for (String key : List.of("host", "user", "narrow")) {
            run(List.of(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-f",
                    folder.resolve(key).toString()));
        }
        Path dial = script("dial", "exec " + String.join(" ", NaruProgram.line(naru.instance())) + " dial-stdio");
        Files.writeString(
                folder.resolve("authorized"),
                Files.readString(folder.resolve("user.pub")) + "command=\"" + dial + "\",restrict "
                        + Files.readString(folder.resolve("narrow.pub")));
        port = naru.port();
        serve();
        for (String key : List.of("user", "narrow")) {
            Path tools = Files.createDirectories(folder.resolve("tools-" + key));
            Files.move(script("ssh", "exec /usr/bin/ssh " + options(key) + " \"$@\""), tools.resolve("ssh"));
        }
    }

    private static String options(String key) {
        return "-F none -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=accept-new -i "
                + folder.resolve(key) + " -o UserKnownHostsFile=" + folder.resolve("known_hosts");
    }

    private static Path script(String name, String line) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private static void serve() throws IOException {
        Files.createDirectories(Path.of("/run/sshd")); // sshd insists on it
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                UsePAM no
                PidFile none
                SetEnv DOCKER_CONFIG=%s
                """.formatted(
                        port,
                        folder.resolve("host"),
                        folder.resolve("authorized"),
                        naru.dockerEnvironment().get("DOCKER_CONFIG")));
        Path log = folder.resolve("sshd.log");
        sshd = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.readString(log).contains("listening")) {
            assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        sshd.destroy();
        sshd.waitFor();
    }

    private static void run(List<String> words) {
        Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(20)).ok();
    }

    private static Result docker(String key, String input, String... words) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(naru.dockerEnvironment());
        environment.put("DOCKER_HOST", "ssh://root@127.0.0.1:" + port);
        environment.put("PATH", folder.resolve("tools-" + key) + ":" + System.getenv("PATH"));
        return Program.run(line, environment, input.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(60));
    }

    @Test
    void theOtherSidesDockerClientReachesItsContext() {
        works("user");
    }

    @Test
    void aKeyThatMayOnlyDialHasTheDockerApi() {
        works("narrow");
        Result shell = docker("narrow", "", "ps");
        assertThat(shell.exit()).isZero();
        List<String> ssh = new ArrayList<>(List.of((("ssh " + options("narrow")).split(" "))));
        ssh.addAll(List.of("-p", String.valueOf(port), "root@127.0.0.1", "id"));
        assertThat(Program.run(ssh, Map.of(), new byte[0], Duration.ofSeconds(20))
                        .out())
                .doesNotContain("uid=");
    }

    /// Output, input that ends before output does, and large input, which has to wait.
    private static void works(String key) {
        assertThat(docker(key, "", "run", "--rm", IMAGE, "echo", "over ssh").ok())
                .isEqualTo("over ssh");
        String large = "a line of twenty two b\n".repeat(200_000);
        assertThat(docker(key, large, "run", "--rm", "-i", IMAGE, "sh", "-c", "cat | wc -l; echo end")
                        .ok())
                .isEqualTo("200000\nend");
    }
}
