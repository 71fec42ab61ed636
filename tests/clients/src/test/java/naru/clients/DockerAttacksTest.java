package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Containers that try to get out, each by a way that once worked somewhere.
@Tag("system")
class DockerAttacksTest {
    private static final String SECRET = "secret of the host";
    private static final int ATTEMPTS = 8;

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static Path host;

    @BeforeAll
    static void start() throws IOException {
        host = Files.createDirectories(naru.folder().resolve("host"));
        Files.writeString(host.resolve("file"), SECRET);
        Files.writeString(host.resolve("passwd"), "hostonly:x:77:77::/:/bin/sh\n");
    }

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
        naru.docker("volume", "prune", "-af").ok();
    }

    private static void run(String name, String script, String... options) {
        List<String> words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(List.of(options));
        words.addAll(List.of(IMAGE, "sh", "-c", script));
        naru.docker(words.toArray(String[]::new)).ok();
    }

    /// CVE-2024-21626.
    @Test
    void noFileOfTheRuntimeIsAWayOut() {
        run("box", "sleep 1000");
        String look = "cat ../../../../../../.." + host.resolve("file");
        for (int number = 3; number < 10; number++) {
            String folder = "/proc/self/fd/" + number;
            Result command = naru.docker("exec", "-w", folder, "box", "sh", "-c", look);
            assertThat(command.out()).doesNotContain(SECRET);
            assertThat(command.exit()).isNotZero();
        }
        assertThat(naru.docker("run", "--rm", "-w", "/proc/self/fd/7", IMAGE, "sh", "-c", look)
                        .out())
                .doesNotContain(SECRET);
    }

    /// CVE-2019-16884, CVE-2023-27561.
    @ParameterizedTest
    @ValueSource(strings = {"/proc", "/proc/", "/x/../proc/self/attr", "/proc/sys"})
    void nothingIsMountedOverProc(String path) {
        assertThat(naru.docker("run", "--rm", "-v", "fake:" + path, IMAGE, "true")
                        .refused())
                .contains("cannot be mounted because it is");
        assertThat(naru.docker("run", "--rm", "--tmpfs", path, IMAGE, "true").refused())
                .contains("cannot be mounted because it is");
        assertThat(naru.docker("volume", "ls", "-q").ok()).isEmpty();
    }

    @Test
    void theHostsProcAndSingleFilesOfItMayBeMounted() throws IOException {
        naru.docker("run", "--rm", "-v", "/proc:/proc", "--pid", "host", IMAGE, "test", "-e", "/proc/1/stat")
                .ok();
        Path file = Files.writeString(naru.folder().resolve("uptime"), "1.00 1.00\n");
        assertThat(naru.docker("run", "--rm", "-v", file + ":/proc/uptime", IMAGE, "cat", "/proc/uptime")
                        .ok())
                .isEqualTo("1.00 1.00");
    }

    /// CVE-2021-30465: where a mount goes is exchanged for a link while it is mounted.
    @Test
    void mountsStayInsideWhenTheirPlaceIsExchanged() throws IOException {
        run("swapper", swap("/v"), "-v", "shared:/v");
        for (int i = 0; i < ATTEMPTS; i++) {
            String[] words = {"run", "--rm", "-v", "shared:/v", "-v", "other:/v/place/new", IMAGE, "true"};
            naru.docker(words);
        }
        assertThat(host.resolve("new")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(host.toString());
    }

    /// A folder that is now itself, now a link to the host's.
    private static String swap(String folder) {
        return "cd " + folder + "; while :; do mkdir place; rm -rf place; ln -s " + host + " place; rm -rf place; done";
    }

    /// CVE-2018-15664 and those after it.
    @Test
    void copiesStayInsideWhenTheirPathIsExchanged() throws IOException {
        run("swapper", "mkdir /v; echo own > /own; " + swap("/v"));
        Path file = Files.writeString(naru.folder().resolve("probe"), "x");
        for (int i = 0; i < ATTEMPTS; i++) {
            naru.docker("cp", file.toString(), "swapper:/v/place/probe");
            naru.docker("cp", file.toString(), "swapper:/v/place");
            assertThat(naru.docker("cp", "swapper:/v/place/file", "-").out()).doesNotContain(SECRET);
        }
        assertThat(host.resolve("probe")).doesNotExist();
        assertThat(Files.readString(host.resolve("file"))).isEqualTo(SECRET);
    }

    /// What the first mending of the above broke elsewhere.
    @Test
    void copiesFollowAbsoluteLinksInside() throws IOException {
        run("box", "mkdir -p /data/run && ln -s /data/run /link && echo old > /link/old && sleep 1000");
        naru.docker("exec", "box", "sh", "-c", "until test -e /data/run/old; do :; done")
                .ok();
        Path file = Files.writeString(naru.folder().resolve("new"), "new");
        naru.docker("cp", file.toString(), "box:/link/new").ok();
        assertThat(naru.docker("exec", "box", "cat", "/data/run/new").ok()).isEqualTo("new");
        naru.docker("cp", "box:/link/old", naru.folder().resolve("copied").toString())
                .ok();
        assertThat(Files.readString(naru.folder().resolve("copied"))).isEqualTo("old\n");
    }

    /// CVE-2025-31133: what is masked, masked by something else.
    @Test
    void masksHoldWhateverTheImageHasInTheirPlace() throws IOException {
        Path root = Files.createDirectories(naru.folder().resolve("odd-root"));
        run("box", "true");
        naru.docker("wait", "box").ok();
        Path tar = root.resolve("odd.tar");
        naru.docker("export", "-o", tar.toString(), "box").ok();
        naru.docker("import", tar.toString(), "odd:test").ok();
        run("odd", "rm -rf /dev/null /proc /sys; ln -s /etc /proc; ln -s /proc/sysrq-trigger /dev/null; true");
        naru.docker("wait", "odd").ok();
        naru.docker("commit", "odd", "odd:test").ok();
        Result started = naru.docker("run", "--rm", "odd:test", "sh", "-c", "wc -c < /proc/keys; ls -l /dev/null");
        if (started.exit() == 0) {
            assertThat(started.out()).startsWith("0\n").contains("crw-rw-rw-");
        } else {
            assertThat(started.err()).isNotBlank();
        }
        naru.docker("rmi", "-f", "odd:test").ok();
    }

    /// CVE-2024-9676, and a runtime that reads the file itself.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm /etc/passwd; mkfifo /etc/passwd",
                "rm /etc/group; mkfifo /etc/group",
                "rm /etc/passwd; ln -s /etc/passwd /etc/passwd",
                "rm /etc/passwd; ln -s HOST/passwd /etc/passwd",
                "rm /etc/passwd; ln -s /dev/zero /etc/passwd",
                "dd if=/dev/zero of=/etc/passwd bs=1M seek=1023 count=1"
            })
    void whoSomebodyIsIsFoundInTime(String trick) {
        run("box", "sleep 1000");
        naru.docker("exec", "box", "sh", "-c", trick.replace("HOST", host.toString()))
                .ok();
        Result stranger = naru.docker("exec", "--user", "hostonly", "box", "true");
        assertThat(stranger.exit()).isNotZero();
        assertThat(stranger.out() + stranger.err()).contains("unable to find user hostonly");
        assertThat(naru.docker("exec", "--user", "77", "box", "sh", "-c", "echo $HOME")
                        .ok())
                .isEqualTo("/");
        naru.docker("commit", "box", "tricky:test").ok();
        naru.docker("run", "--rm", "--user", "77", "tricky:test", "true").ok();
        naru.docker("rmi", "tricky:test").ok();
    }

    @Test
    void homeIsTheUsersOwn() {
        assertThat(naru.docker("run", "--rm", IMAGE, "sh", "-c", "echo $HOME").ok())
                .isEqualTo("/root");
        assertThat(naru.docker("run", "--rm", "-u", "guest", IMAGE, "sh", "-c", "echo $HOME")
                        .ok())
                .isEqualTo("/tmp");
        assertThat(naru.docker("run", "--rm", "-e", "HOME=/x", IMAGE, "sh", "-c", "echo $HOME")
                        .ok())
                .isEqualTo("/x");
    }

    /// CVE-2021-41091.
    @Test
    void nobodyElseLooksIntoTheDataFolder() throws IOException {
        assertThat(Files.getPosixFilePermissions(naru.instance().data()))
                .doesNotContain(
                        PosixFilePermission.OTHERS_READ,
                        PosixFilePermission.OTHERS_WRITE,
                        PosixFilePermission.OTHERS_EXECUTE);
    }

    /// CVE-2022-36109, CVE-2022-24769.
    @Test
    void groupsAndCapabilitiesAreExactlyThoseGiven() {
        String groups = "sed -n 's/^Groups:[[:space:]]*//p' /proc/self/status";
        assertThat(naru.docker("run", "--rm", "-u", "1000:5", IMAGE, "sh", "-c", groups)
                        .ok())
                .isEqualTo("5");
        assertThat(naru.docker("run", "--rm", "-u", "guest", IMAGE, "sh", "-c", groups)
                        .ok())
                .isEqualTo("1000");
        run("box", "sleep 1000", "--cap-add", "SYS_ADMIN");
        String inheritable = "grep CapInh /proc/self/status";
        for (String option : new String[] {"--user=0", "--user=1000", "--privileged"}) {
            assertThat(naru.docker("exec", option, "box", "sh", "-c", inheritable)
                            .ok())
                    .endsWith("0000000000000000");
        }
    }

    /// CVE-2024-29018: not by any resolver, not by one that the container names.
    @Test
    void namesDoNotLeaveAnInternalNetwork() {
        naru.docker("network", "create", "--internal", "vault").ok();
        Result asked =
                naru.docker("run", "--rm", "--network", "vault", "--dns", "127.0.0.1", IMAGE, "nslookup", "a.example");
        assertThat(asked.exit()).isNotZero();
        assertThat(asked.out()).contains("NXDOMAIN");
        naru.docker("network", "rm", "vault").ok();
    }

    @Test
    void aForkBombIsOverWhenItsContainerIs() {
        run("bomb", "b() { b | b & }; b; while :; do :; done", "--pids-limit", "40", "--cpus", "0.5");
        assertThat(naru.docker("exec", "bomb", "true").err()).doesNotContain("No such container");
        CompletableFuture<Result> other =
                CompletableFuture.supplyAsync(() -> naru.docker("run", "--rm", IMAGE, "echo", "fine"));
        assertThat(other.join().ok()).isEqualTo("fine");
        naru.docker("rm", "-f", "bomb").ok();
        assertThat(naru.docker("ps", "-aq").ok()).isEmpty();
    }
}
