package naru.clients;

import static naru.clients.RemappedUsers.FIRST;
import static naru.clients.RemappedUsers.run;
import static naru.clients.RemappedUsers.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.SmallImage;
import naru.tests.TestNaru;

/// A daemon whose containers have users that are others on the host (`--userns-remap`), in a mount namespace in which
/// /etc/passwd, /etc/subuid and /etc/subgid are files of the test.
final class RemappedUsers implements AutoCloseable {
    /// What root is on the host.
    static final int FIRST = 1_234_000;
    /// All of them, as the kernel says it.
    static final String MAP = "0 " + FIRST + " 65536";

    private final Path etc;
    private final Process mounts;
    private final TestNaru naru;

    RemappedUsers() {
        try {
            etc = Files.createTempDirectory("naru-etc");
            Files.writeString(etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\ndockremap:x:901:901::/:/bin/false\n");
            Files.writeString(etc.resolve("subuid"), "somebody:1:1\ndockremap:" + FIRST + ":65536\n");
            Files.writeString(etc.resolve("subgid"), "901:" + FIRST + ":65536\n");
            mounts = mounts(etc);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        naru = TestNaru.startOn(within(), "--no-cluster", "--userns-remap", "default");
        SmallImage.importInto(naru);
    }

    TestNaru naru() {
        return naru;
    }

    /// Ends it; no mount of it may be left.
    @Override
    public void close() throws IOException {
        naru.removeContainers();
        String left = run("nsenter", "-m", "-t", "" + mounts.pid(), "cat", "/proc/self/mounts");
        naru.close();
        mounts.destroy();
        mounts.onExit().join();
        for (String name : List.of("passwd", "subuid", "subgid")) {
            Files.delete(etc.resolve(name));
        }
        Files.delete(etc);
        assertThat(left).doesNotContain("/run/remapped/").doesNotContain("/snapshots/");
    }

    /// A process that keeps a mount namespace with the test's files: several daemons can be in it, one after another.
    /// It lets go of what other tests have mounted, which would otherwise stay as long as it.
    private static Process mounts(Path etc) throws IOException {
        StringBuilder script = new StringBuilder("awk '$2 ~ \"^/tmp/naru-test\" {print $2}' /proc/self/mounts"
                + " | while read -r place; do umount -l \"$place\"; done; ");
        for (String name : List.of("passwd", "subuid", "subgid")) {
            script.append("mount --bind %2$s/%1$s /etc/%1$s; ".formatted(name, etc));
        }
        Process process = new ProcessBuilder(
                        "unshare",
                        "-m",
                        "--propagation",
                        "private",
                        "sh",
                        "-ec",
                        script + "echo ready; exec sleep 100000")
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).isEqualTo("ready");
        return process;
    }

    /// The words that run a program in that namespace.
    List<String> within() {
        return List.of("nsenter", "-m", "-t", Long.toString(mounts.pid()));
    }

    /// What docker answers.
    String docker(String... words) {
        return naru.docker(words).ok();
    }

    /// What a program on the host answers.
    static String run(String... words) {
        return Program.run(List.of(words), Map.of(), new byte[0], Duration.ofSeconds(10))
                .ok();
    }

    /// Words of a line, whatever their distance.
    static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /// Numbers of user and group, on the host.
    static String owner(Path file) {
        return run("stat", "-c", "%u:%g", file.toString());
    }
}
