package naru.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clones over SSH from a real sshd with keys of its own.
@Tag("system")
@Timeout(60)
class RepositorySshSystemTest {
    @TempDir
    Path folder = Path.of("");

    private int port;
    private Process sshd = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void serve() throws Exception {
        run("git", "init", "-q", "--initial-branch=main", "project");
        Files.writeString(folder.resolve("project/Jenkinsfile"), "echo 'over ssh'\n");
        run("git", "-C", "project", "add", ".");
        run("git", "-C", "project", "-c", "user.name=m", "-c", "user.email=m@x", "commit", "-qm", "One");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host2");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "user");
        port = free();
        begin("host");
    }

    private static int free() throws IOException {
        for (int port = 15600; port < 15700; port++) { // below those that the kernel gives to outgoing connections
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException e) {
                System.getLogger("test").log(System.Logger.Level.DEBUG, "port " + port, e);
            }
        }
        throw new AssertionError("no port is free");
    }

    private void begin(String hostKey) throws IOException {
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
                """.formatted(
                        port, folder.resolve(hostKey), folder.resolve("user.pub")));
        Path log = folder.resolve("sshd.log");
        Files.deleteIfExists(log);
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

    @AfterEach
    void end() throws InterruptedException {
        sshd.destroy();
        sshd.waitFor();
    }

    private void run(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(words).directory(folder.toFile()).inheritIO().start();
        assertThat(process.waitFor()).as(List.of(words).toString()).isZero();
    }

    private Repository repository(String keyFile) throws IOException {
        String address = "ssh://root@127.0.0.1:" + port + folder.resolve("project");
        Secret key = new Secret.SshKey("root", Files.readString(folder.resolve(keyFile)));
        return new Repository(folder.resolve("mirror.git"), address, Optional.of(key), folder.resolve("known_hosts"));
    }

    @Test
    void aKeyFetchesAndTheHostIsRemembered() throws IOException {
        String commit = repository("user").fetch("main", "");
        assertThat(repository("user").text(commit, "Jenkinsfile")).isEqualTo("echo 'over ssh'\n");
        assertThat(repository("user").defaultBranch()).isEqualTo("main");
        assertThat(folder.resolve("known_hosts"))
                .content()
                .contains("ssh-ed25519")
                .contains("" + port);
    }

    @Test
    void anotherHostBehindTheSameAddressIsRefused() throws Exception {
        repository("user").fetch("main", "");
        end();
        begin("host2");
        assertThatThrownBy(() -> repository("user").fetch("main", ""))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("known_hosts");
    }

    @Test
    void aForeignKeyIsRefused() {
        assertThatThrownBy(() -> repository("host2").fetch("main", ""))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("credential");
    }
}
