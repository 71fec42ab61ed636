package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CgroupMovesTest {
    @TempDir
    Path root;

    @Test
    void whoWillMoveSomebodyHasThisProcessMovedToWhereItIs() throws Exception {
        Path processes = root.resolve("cgroup.procs");
        new ProcessBuilder("mkfifo", processes.toString()).start().waitFor(); // its reader waits for a writer
        try (CgroupMoves moves = CgroupMoves.of(() -> Optional.of(processes))) {
            moves.expect();
            assertThat(read(processes)).isEqualTo("0\n");
            moves.expect();
            assertThat(read(processes)).isEqualTo("0\n");
        }
    }

    @Test
    void aRefusalIsNotTheLastTime() throws Exception {
        Path processes = root.resolve("cgroup.procs");
        try (CgroupMoves moves = CgroupMoves.of(() -> Optional.of(processes))) {
            moves.expect(); // there is no such file, and none is made
            assertThat(processes).doesNotExist();
            new ProcessBuilder("mkfifo", processes.toString()).start().waitFor();
            moves.expect();
            assertThat(read(processes)).isEqualTo("0\n");
        }
    }

    @Test
    void theOwnGroupIsTheFirstThatCanBeSeen() throws IOException {
        Path named = processesOf("systemd/own");
        assertThat(CgroupMoves.ownGroup(root, List.of("9:name=systemd:/own", "8:pids:/other", "0::/own")))
                .contains(named);
        assertThat(CgroupMoves.ownGroup(root, List.of("8:pids:/other", "0::/own")))
                .isEmpty();
        Path unified = processesOf("own");
        assertThat(CgroupMoves.ownGroup(root, List.of("0::/own"))).contains(unified);
        assertThat(CgroupMoves.ownGroup(root, List.of("", "no group"))).isEmpty();
        Files.createFile(root.resolve("cgroup.procs"));
        assertThat(CgroupMoves.ownGroup(root, List.of("9:name=systemd:/.."))).isEmpty();
    }

    private Path processesOf(String group) throws IOException {
        Path folder = Files.createDirectories(root.resolve(group));
        return Files.createFile(folder.resolve("cgroup.procs"));
    }

    private static String read(Path fifo) throws IOException {
        try (InputStream in = Files.newInputStream(fifo)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
