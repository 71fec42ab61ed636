package naru.clients;

import static naru.clients.RemappedUsers.FIRST;
import static naru.clients.RemappedUsers.MAP;
import static naru.clients.RemappedUsers.run;
import static naru.clients.RemappedUsers.words;
import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who the users of containers are on the host with `--userns-remap`.
@Tag("system")
class UserRemapTest {
    @AutoClose
    private static final RemappedUsers users = new RemappedUsers();

    private static final TestNaru naru = users.naru();

    private static String docker(String... words) {
        return users.docker(words);
    }

    @Test
    void rootIsAnUnprivilegedUserOfTheHost() throws IOException {
        docker("run", "-d", "--name", "plain", "-p", "80", IMAGE, "sleep", "1000");
        String pid = docker("inspect", "-f", "{{.State.Pid}}", "plain");
        assertThat(words(Files.readString(Path.of("/proc", pid, "uid_map")))).isEqualTo(MAP);
        assertThat(words(Files.readString(Path.of("/proc", pid, "gid_map")))).isEqualTo(MAP);
        assertThat(Files.readString(Path.of("/proc", pid, "status"))).contains("Uid:\t" + FIRST + "\t" + FIRST);
        assertThat(docker("exec", "plain", "id")).startsWith("uid=0(root) gid=0");
        assertThat(docker("exec", "-u", "guest", "plain", "id", "-u")).isEqualTo("1000");
        assertThat(docker("top", "plain", "-eo", "pid,uid,comm")).contains(" " + FIRST + " ");
        assertThat(docker("info", "-f", "{{.SecurityOptions}}")).contains("name=userns");
        docker("rm", "-f", "plain");
    }

    @Test
    void whatRootOwnsInTheContainerIsRoots() {
        String script = "stat -c %u:%g / /bin /etc/hosts /dev/shm /t; echo '1.2.3.4 x' >> /etc/hosts;"
                + " echo out > /dev/stdout; echo void > /dev/null; test -d /sys/class/net/eth0;"
                + " cat /proc/sys/net/ipv4/ip_forward; grep -c mqueue /proc/mounts";
        String out = docker(
                "run",
                "--rm",
                "--tmpfs",
                "/t",
                "--sysctl",
                "net.ipv4.ip_forward=1",
                "--ulimit",
                "nofile=100",
                "--cap-add",
                "NET_ADMIN",
                IMAGE,
                "sh",
                "-ec",
                script + "; ip link set lo down");
        assertThat(out.lines()).containsExactly("0:0", "0:0", "0:0", "0:0", "0:0", "out", "1", "1");
    }

    @Test
    void runcDoesItToo() {
        String out =
                docker("run", "--rm", "--runtime", "runc", "-v", "byrunc:/v", IMAGE, "sh", "-c", "id; echo > /v/f");
        assertThat(out).startsWith("uid=0(root) gid=0");
        docker("volume", "rm", "byrunc");
    }

    @Test
    void healthTerminalsSharedMemoryAndMountedImages() {
        docker(
                "run",
                "-d",
                "--name",
                "whole",
                "--init",
                "--ipc",
                "shareable",
                "--health-cmd",
                "test -O /dev/shm/mine",
                "--health-interval",
                "100ms",
                "--mount",
                "type=image,src=" + IMAGE + ",dst=/image",
                IMAGE,
                "sh",
                "-c",
                "echo > /dev/shm/mine; exec sleep 1000");
        String healthy =
                "until docker inspect -f '{{.State.Health.Status}}' whole | grep -qx healthy; do sleep 0.1; done";
        Program.run(List.of("sh", "-c", healthy), naru.dockerEnvironment(), new byte[0], Duration.ofSeconds(30))
                .ok();
        assertThat(docker("exec", "whole", "stat", "-c", "%u", "/image/bin")).isEqualTo("0");
        assertThat(naru.dockerInTerminal("exec", "-t", "whole", "stat", "-c", "%u", "/dev/shm/mine")
                        .ok())
                .isEqualTo("0");
        assertThat(naru.dockerInTerminal("run", "--rm", "-t", "--ipc", "container:whole", IMAGE, "ls", "/dev/shm")
                        .ok())
                .isEqualTo("mine");
        docker("rm", "-f", "whole");
    }

    @Test
    void whatCannotBeHadTogetherIsRefusedInDockersWords() {
        assertThat(naru.docker("run", "--rm", "--privileged", IMAGE, "true").refused())
                .contains(
                        "privileged mode is incompatible with user namespaces.  You must run the container in the host"
                                + " namespace when running privileged mode");
        assertThat(naru.docker("run", "--rm", "--network", "host", IMAGE, "true")
                        .refused())
                .contains("cannot share the host's network namespace when user namespaces are enabled");
        assertThat(naru.docker("run", "--rm", "--pid", "host", IMAGE, "true").refused())
                .contains("cannot share the host PID namespace when user namespaces are enabled");
        String map = docker(
                "run",
                "--rm",
                "--userns=host",
                "--privileged",
                "--network=host",
                "--pid=host",
                IMAGE,
                "cat",
                "/proc/self/uid_map");
        assertThat(words(map)).isEqualTo("0 0 4294967295");
        assertThat(docker("run", "--rm", "--ipc", "host", IMAGE, "id", "-u")).isEqualTo("0");
    }

    @Test
    void whoJoinsNamespacesOfAContainerHasItsUsers() throws IOException {
        docker("run", "-d", "--name", "first", IMAGE, "sleep", "1000");
        String namespace = "/proc/" + docker("inspect", "-f", "{{.State.Pid}}", "first") + "/ns/user";
        docker(
                "run",
                "-d",
                "--name",
                "second",
                "--network=container:first",
                "--pid=container:first",
                IMAGE,
                "sleep",
                "2000");
        String pid = docker("inspect", "-f", "{{.State.Pid}}", "second");
        assertThat(Files.readSymbolicLink(Path.of("/proc", pid, "ns/user")))
                .isEqualTo(Files.readSymbolicLink(Path.of(namespace)));
        docker("run", "-d", "--name", "hosts", "--userns=host", IMAGE, "sleep", "1000");
        assertThat(naru.docker("run", "--rm", "--network=container:hosts", IMAGE, "true")
                        .refused())
                .contains("which has the host's users");
        docker("rm", "-f", "first", "second", "hosts");
    }

    @Test
    void theyGoOnWithoutTheEngine() throws IOException {
        String serve = "mkdir /www; echo here > /www/index.html; exec httpd -f -h /www";
        String port = Integer.toString(naru.port());
        docker("run", "-d", "--name", "web", "-p", "127.0.0.1:" + port + ":80", IMAGE, "sh", "-c", serve);
        naru.kill();
        naru.startAgain();
        String fetch = "until wget -qO- http://127.0.0.1:" + port + "; do sleep 0.1; done";
        assertThat(run("timeout", "10", "sh", "-c", fetch)).isEqualTo("here");
        assertThat(words(docker("exec", "web", "cat", "/proc/self/uid_map"))).isEqualTo(MAP);
        Path file = Files.writeString(naru.folder().resolve("put"), "put\n");
        docker("cp", file.toString(), "web:/www/put");
        docker("exec", "web", "sh", "-c", "rm /www/index.html; test -O /www/put");
        docker("rm", "-f", "web");
    }

    @Test
    void whoHasNoRangesIsToldWhatToDo() {
        assertThatThrownBy(() -> TestNaru.startOn(users.within(), "--no-cluster", "--userns-remap", "root"))
                .hasMessageContaining("/etc/subuid has no range for 'root'")
                .hasMessageContaining("root:100000:65536");
        assertThatThrownBy(() -> TestNaru.startOn(users.within(), "--no-cluster", "--userns-remap", "nosuch"))
                .hasMessageContaining("there is no user 'nosuch'");
    }
}
