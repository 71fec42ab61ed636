package naru.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.linux.Spawn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrunStartTest {
    @TempDir
    Path state;

    @Test
    void asksCrunWhereNoPipeIs() {
        assertFalse(CrunStart.letGo(state));
    }

    @Test
    void doesNotWaitForAProcessThatIsGone() throws IOException {
        makePipe();
        assertFalse(CrunStart.letGo(state));
        assertTrue(Files.exists(state.resolve("exec.fifo")), "crun will look for it");
    }

    @Test
    void takesThePipeAwayAndWritesOneByte() throws IOException {
        makePipe();
        try (RandomAccessFile waiting =
                new RandomAccessFile(state.resolve("exec.fifo").toFile(), "rw")) {
            assertTrue(CrunStart.letGo(state));
            assertFalse(Files.exists(state.resolve("exec.fifo")));
            assertEquals(0, waiting.read());
        }
    }

    private void makePipe() throws IOException {
        try (var child = Spawn.of(java.util.List.of(
                        "/usr/bin/mkfifo", state.resolve("exec.fifo").toString()))
                .start()) {
            assertEquals(0, child.waitFor());
        }
    }
}
