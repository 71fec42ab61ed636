package naru.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Makes the kernel ready to move a process into a control group soon, as a runtime does for every container and every
/// command in one.
///
/// Such a move takes a lock that is cheap for those who only fork and end, so that the first who moves a process for a
/// while waits for all processors to pass a quiet point: 6 to 20 ms, in which nothing else is done (Linux 6.0 and
/// later; `favordynmods` in the kernel's `cgroup-v2.rst`, which ends it for the whole machine, is not ours to set).
/// Whoever moves something within some 15 ms after that need not wait again. So a thread of ours moves this process
/// to where it is, which changes nothing, while the rest of the start goes on (docs/decisions/0056).
///
/// Thread-safe.
public final class CgroupMoves implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final byte[] OURSELVES = "0\n".getBytes(StandardCharsets.US_ASCII);

    private final Semaphore asked = new Semaphore(0);
    private final Thread thread;

    private CgroupMoves(Supplier<Optional<Path>> own) {
        thread = Thread.ofPlatform().daemon().name("cgroup-moves").unstarted(() -> serve(own));
    }

    /// For the control group that this process is in at the time: it may be moved by others.
    public static CgroupMoves begin() {
        return of(() -> ownGroup(ROOT, readOwn()));
    }

    /// @param own the file that names a group's processes; empty where there is none: then nothing is done
    static CgroupMoves of(Supplier<Optional<Path>> own) {
        CgroupMoves moves = new CgroupMoves(own);
        moves.thread.start();
        return moves;
    }

    /// A process will be moved soon. Returns at once.
    public void expect() {
        if (asked.availablePermits() == 0) {
            asked.release();
        }
    }

    private void serve(Supplier<Optional<Path>> own) {
        try {
            while (true) {
                asked.acquire();
                asked.drainPermits();
                own.get().ifPresent(CgroupMoves::move);
            }
        } catch (InterruptedException e) { // it is closed
            Thread.currentThread().interrupt();
        }
    }

    /// A refusal comes after the wait, which is what is wanted.
    private static void move(Path processes) {
        try {
            Files.write(processes, OURSELVES, StandardOpenOption.WRITE);
        } catch (IOException e) {
            System.getLogger("naru.linux").log(System.Logger.Level.DEBUG, "this process stays in its group", e);
        }
    }

    /// The file with the processes of the group that the lines of `/proc/PID/cgroup` name, in any hierarchy that can be
    /// seen: they all share the lock. One outside of what is mounted here is named by `..`.
    static Optional<Path> ownGroup(Path root, List<String> lines) {
        return lines.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3 && !parts[2].contains(".."))
                .map(parts -> root.resolve(parts[1].replace("name=", ""))
                        .resolve(parts[2].substring(1))
                        .resolve("cgroup.procs"))
                .filter(Files::isWritable)
                .findFirst();
    }

    private static List<String> readOwn() {
        try {
            return Files.readAllLines(Path.of("/proc/self/cgroup"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// Ends the thread.
    @Override
    public void close() {
        thread.interrupt();
    }
}
