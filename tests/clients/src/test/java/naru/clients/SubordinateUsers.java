package naru.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;

/// A mount namespace in which /etc/passwd, /etc/subuid and /etc/subgid are files of a test, and the user
/// dockremap has users of its own: several daemons can be in it, one after another. A process keeps it until
/// it is closed.
final class SubordinateUsers implements AutoCloseable {
    /// Root of dockremap's users.
    static final int FIRST = 1_234_000;

    /// Lets go of what other tests have mounted, which would otherwise stay as long as the process.
    private static final String LET_GO = "awk '$2 ~ \"^/tmp/naru-test\" {print $2}' /proc/self/mounts"
            + " | while read -r place; do umount -l \"$place\"; done; ";

    private final Process process;

    /// @param etc an empty folder for the files
    SubordinateUsers(Path etc) throws IOException {
        Files.writeString(etc.resolve("passwd"), "root:x:0:0::/root:/bin/sh\ndockremap:x:901:901::/:/bin/false\n");
        Files.writeString(etc.resolve("subuid"), "somebody:1:1\ndockremap:" + FIRST + ":65536\n");
        Files.writeString(etc.resolve("subgid"), "901:" + FIRST + ":65536\n");
        StringBuilder script = new StringBuilder(LET_GO);
        for (String name : List.of("passwd", "subuid", "subgid")) {
            script.append("mount --bind %2$s/%1$s /etc/%1$s; ".formatted(name, etc));
        }
        script.append("echo ready; exec sleep 100000");
        process =
                new ProcessBuilder("unshare", "-m", "--propagation", "private", "sh", "-ec", script.toString()).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"ready".equals(said.readLine())) {
            throw new AssertionError(
                    "no mount namespace: exit code " + process.onExit().join().exitValue());
        }
    }

    /// The words that run a program there.
    List<String> within() {
        return List.of("nsenter", "-m", "-t", Long.toString(process.pid()));
    }

    /// What is mounted there.
    String mounts() {
        return Program.run(
                        List.of("cat", "/proc/" + process.pid() + "/mounts"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(10))
                .ok();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
