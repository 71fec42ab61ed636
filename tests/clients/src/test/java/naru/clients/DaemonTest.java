package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import naru.base.Json;
import naru.base.LockFile;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The daemon as a process: ready, alone on its folder, several side by side, back after a crash.
@Tag("system")
class DaemonTest {
    /// Locks as one who looks, and goes on until it is ended.
    private static final String LOOK = """
            import fcntl, signal, sys
            file = open(sys.argv[1])
            fcntl.lockf(file, fcntl.LOCK_SH, 1, 1)
            print("looks", flush=True)
            signal.pause()
            """;

    @Test
    void isReadyAndSaysWhere() {
        try (TestNaru naru = TestNaru.start()) {
            assertThat(naru.naru("status").ok()).startsWith("ready: naru ");
            assertThat(Json.tree(naru.naru("status", "--output", "json")
                                    .ok()
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .path("pid")
                            .asLong(0))
                    .isEqualTo(naru.pid());
        }
    }

    @Test
    void aSecondOneOnTheSameFolderIsRefusedWithTheProcessThatHasIt() {
        try (TestNaru naru = TestNaru.start()) {
            Result second = naru.naru("daemon", "--no-web");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("in use by the naru with process " + naru.pid());
            assertThat(naru.naru("status").exit()).isZero();
        }
    }

    /// As `naru up` and `naru status` look while it starts.
    @Test
    void whoLooksWhetherItIsThereIsNotInItsWay() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            naru.kill();
            Path lock = LockFile.of(naru.instance());
            Process looks = new ProcessBuilder("/usr/bin/python3", "-c", LOOK, lock.toString()).start();
            assertThat(looks.inputReader().readLine()).isEqualTo("looks");
            CompletableFuture<Void> start = CompletableFuture.runAsync(naru::startAgain);
            try {
                while (!start.isDone() && !isWaitedFor(lock)) {
                    Thread.onSpinWait();
                }
            } finally {
                looks.destroy();
            }
            start.join();
            assertThat(naru.naru("status").exit()).isZero();
        }
    }

    /// Whether somebody waits for a lock of a file (proc_locks(5)).
    private static boolean isWaitedFor(Path file) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            return locks.anyMatch(line -> line.contains("->") && line.contains(inode));
        }
    }

    @Test
    void severalRunSideBySide() {
        try (TestNaru one = TestNaru.start();
                TestNaru two = TestNaru.start()) {
            assertThat(one.instance().id()).isNotEqualTo(two.instance().id());
            one.stop();
            assertThat(one.naru("status").exit()).isEqualTo(3);
            assertThat(two.naru("status").exit()).isZero();
        }
    }

    @Test
    void comesBackAfterACrash() {
        try (TestNaru naru = TestNaru.start()) {
            naru.kill();
            assertThat(naru.naru("status").exit()).isEqualTo(3);
            assertThat(naru.instance().run().resolve("status.json")).matches(Files::exists, "left by the crash");
            naru.startAgain();
            assertThat(naru.naru("status").exit()).isZero();
        }
    }
}
