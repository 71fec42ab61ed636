package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Containers whose users are others on the host (`--userns-remap`).
@Tag("system")
class UserRemapTest {
    private static final String IMAGE = "small:test";
    private static final int FIRST = SubordinateUsers.FIRST;
    private static final String MAP = "0 " + FIRST + " 65536";

    @TempDir
    private static Path etc;

    private static SubordinateUsers users;
    private static TestNaru naru;

    @BeforeAll
    static void start() throws IOException {
        users = new SubordinateUsers(etc);
        naru = TestNaru.startOn(within(), "--no-cluster", "--userns-remap", "default");
        SmallImage.importInto(naru, IMAGE);
    }

    @AfterAll
    static void stop() {
        naru.removeContainers();
        String left = users.mounts();
        naru.close();
        users.close();
        assertThat(left).doesNotContain("/run/remapped/").doesNotContain("/snapshots/");
    }

    private static List<String> within() {
        return users.within();
    }

    private static String run(String... words) {
        return Program.run(List.of(words), Map.of(), new byte[0], Duration.ofSeconds(10))
                .ok();
    }

    private static String docker(String... words) {
        return naru.docker(words).ok();
    }

    /// Words of a line, whatever their distance.
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String owner(Path file) {
        return run("stat", "-c", "%u:%g", file.toString());
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
    void volumesBelongToWhoWritesThemWhicheverTheMap() {
        String fill = "mkdir -p /v/image; chown 1000:1000 /v/image; chmod 700 /v/image";
        docker("run", "--name", "filler", IMAGE, "sh", "-c", fill);
        docker("commit", "filler", "small:filled");
        String stat = "stat -c %u:%g /v/image; echo > /v/made; stat -c %u:%g /v/made";
        assertThat(docker("run", "--rm", "-v", "shared:/v", "small:filled", "sh", "-c", stat)
                        .lines())
                .containsExactly("1000:1000", "0:0");
        assertThat(docker("run", "--rm", "-v", "shared:/v", "-u", "guest", IMAGE, "sh", "-c", "echo > /v/image/mine"))
                .isEmpty();
        assertThat(docker(
                                "run",
                                "--rm",
                                "--userns",
                                "host",
                                "-v",
                                "shared:/v",
                                IMAGE,
                                "sh",
                                "-c",
                                "stat -c %u /v/made /v/image/mine")
                        .lines())
                .containsExactly("0", "1000");
        Path volume = naru.instance().data().resolve("volumes/shared/_data");
        assertThat(owner(volume.resolve("made"))).isEqualTo("0:0");
        docker("rm", "filler");
        docker("volume", "rm", "shared");
    }

    @Test
    void foldersOfTheHostKeepTheirOwnersUnlessTheyAreMapped() throws IOException {
        Path folder = Files.createDirectories(naru.folder().resolve("bind"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        String bind = folder + ":/b";
        assertThat(naru.docker("run", "--rm", "-v", bind, IMAGE, "sh", "-c", "echo > /b/refused")
                        .err())
                .contains("Permission denied");
        docker("run", "--rm", "-v", bind + ":idmap", IMAGE, "sh", "-c", "echo > /b/mapped");
        run("chown", FIRST + ":" + FIRST, folder.toString());
        docker("run", "--rm", "-v", bind, IMAGE, "sh", "-c", "echo > /b/own");
        assertThat(owner(folder.resolve("mapped"))).isEqualTo("0:0");
        assertThat(owner(folder.resolve("own"))).isEqualTo(FIRST + ":" + FIRST);
    }

    @Test
    void whatIsCopiedCommittedAndExportedHasTheNumbersOfTheInside() throws IOException {
        String script = "echo > /tmp/mine; chown 7:8 /tmp/mine; mkdir /tmp/in; exec sleep 1000";
        docker("run", "-d", "--name", "copied", IMAGE, "sh", "-c", script);
        docker("exec", "copied", "sh", "-c", "until test -d /tmp/in; do sleep 0.1; done");
        Path file = Files.writeString(naru.folder().resolve("file"), "x");
        run("chown", "21:22", file.toString());
        docker("cp", "-a", file.toString(), "copied:/tmp/in/");
        assertThat(docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/in/file"))
                .isEqualTo("21:22");
        Path back = naru.folder().resolve("back.tar");
        for (String source : List.of("running", "stopped")) {
            String name = "small:" + source;
            docker("export", "-o", back.toString(), "copied");
            assertThat(run("tar", "--numeric-owner", "-tvf", back.toString(), "tmp/mine"))
                    .contains(" 7/8 ");
            docker("commit", "copied", name);
            assertThat(docker("run", "--rm", "--userns=host", name, "stat", "-c", "%u:%g", "/tmp/mine", "/tmp/in/file")
                            .lines())
                    .containsExactly("7:8", "21:22");
            docker("stop", "-t", "0", "copied");
        }
        docker("cp", file.toString(), "copied:/tmp/in/later");
        docker("start", "copied");
        assertThat(docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/in/later"))
                .isEqualTo("21:22");
        assertThat(docker("diff", "copied").lines()).contains("A /tmp/mine", "A /tmp/in/later");
        docker("rm", "-f", "copied");
    }

    @Test
    void whoHasNoNumberOnTheHostCannotBeCopiedIn() throws IOException {
        docker("run", "-d", "--name", "ranged", IMAGE, "sleep", "1000");
        Path file = Files.writeString(naru.folder().resolve("foreign"), "x");
        run("chown", "70000:70000", file.toString());
        assertThat(naru.docker("cp", "-a", file.toString(), "ranged:/tmp/").refused())
                .contains("Container ID 70000 cannot be mapped to a host ID");
        docker("rm", "-f", "ranged");
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
    void theirRootCannotReachFilesOfTheEngineOnTheHost() throws IOException {
        String script = "cp /bin/busybox /tmp/busybox; chmod 4755 /tmp/busybox; exec sleep 1000";
        docker("run", "-d", "--name", "out", IMAGE, "sh", "-c", script);
        docker("exec", "out", "sh", "-c", "until test -u /tmp/busybox; do sleep 0.1; done");
        String id = docker("inspect", "-f", "{{.Id}}", "out");
        Path data = naru.instance().data().resolve("snapshots/c/" + id + "/upper/tmp/busybox");
        Path seen = naru.instance().run().resolve("remapped/" + id + "/tmp/busybox");
        assertThat(owner(data)).isEqualTo("0:0");
        assertThat(lookAs(FIRST, data).err()).contains("Permission denied");
        assertThat(lookAs(FIRST, seen).ok()).isEqualTo(FIRST + " 4755");
        assertThat(lookAs(1000, seen).err()).contains("Permission denied");
        docker("rm", "-f", "out");
    }

    /// Looks at a file as a user of the host, where the daemon sees it.
    private static Result lookAs(int user, Path file) {
        List<String> words = new ArrayList<>(within());
        words.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        words.addAll(List.of("stat", "-c", "%u %a", file.toString()));
        return Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(10));
    }

    @Test
    void buildsMakeImagesWithTheNumbersOfTheInside() throws IOException {
        Path context = Files.createDirectories(naru.folder().resolve("context"));
        Files.writeString(context.resolve("file"), "x");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM %s
                COPY --chown=3:4 file /tmp/file
                RUN --mount=type=cache,target=/cache touch /cache/x && chown 5:6 /tmp/file && cat /proc/self/uid_map
                RUN --mount=type=cache,target=/cache stat -c %%u:%%g /cache/x /tmp/file && mkdir /root/made && chmod 1777 /tmp
                USER guest
                RUN touch /tmp/mine
                """.formatted(IMAGE));
        String out = docker("build", "-t", "small:built", context.toString());
        assertThat(words(out)).contains(MAP, "0:0 5:6");
        String stat = "stat -c %u:%g /tmp/file /root/made /tmp/mine";
        for (String users : List.of("--userns=host", "--userns=")) {
            assertThat(docker("run", "--rm", users, "-u", "0", "small:built", "sh", "-c", stat)
                            .lines())
                    .containsExactly("5:6", "0:0", "1000:1000");
        }
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
        assertThatThrownBy(() -> TestNaru.startOn(within(), "--no-cluster", "--userns-remap", "root"))
                .hasMessageContaining("/etc/subuid has no range for 'root'")
                .hasMessageContaining("root:100000:65536");
        assertThatThrownBy(() -> TestNaru.startOn(within(), "--no-cluster", "--userns-remap", "nosuch"))
                .hasMessageContaining("there is no user 'nosuch'");
    }
}
