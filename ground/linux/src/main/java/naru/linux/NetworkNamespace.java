package naru.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Ahead;

/// Network namespaces that a file keeps alive (a bind mount of /proc/thread-self/ns/net).
///
/// Entering one is done on a platform thread that then ends, since a thread that comes back to a pool would carry the
/// namespace along. A socket belongs to the namespace in which it was opened for as long as it lives, so it is enough
/// to open sockets inside.
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;

    private static final NativeFunction UNSHARE = NativeFunction.of("unshare");
    private static final NativeFunction SETNS = NativeFunction.of("setns");
    private static final NativeFunction OPEN = NativeFunction.of("open");
    private static final NativeFunction CLOSE = NativeFunction.of("close");

    private NetworkNamespace() {}

    /// What is done inside a namespace.
    @FunctionalInterface
    public interface Task<T> {
        /// Runs on a thread that is inside.
        T run() throws IOException;
    }

    /// An open file of a namespace, as rtnetlink takes it.
    public record Handle(int descriptor) implements AutoCloseable {
        @Override
        public void close() {
            try (Arena arena = Arena.ofConfined()) {
                int ignored = (int) CLOSE.call(Libc.state(arena), descriptor);
            }
        }
    }

    /// Creates a namespace that the file `path` (not there yet, in a folder that is) keeps alive, and runs `inside`
    /// in it. If that fails nothing stays.
    public static <T> T create(Path path, Task<T> inside) throws IOException {
        Files.createFile(path);
        try {
            return onThread(() -> {
                unshare();
                Mounts.mount("/proc/thread-self/ns/net", path, null, Mounts.MS_BIND, null);
                return inside.run();
            });
        } catch (IOException | RuntimeException e) {
            delete(path);
            throw e;
        }
    }

    /// As [#create], in a namespace that belongs to a user namespace: those who are root there rule it.
    ///
    /// @param owner file that keeps the user namespace alive
    public static <T> T create(Path path, Path owner, Task<T> inside) throws IOException {
        Files.createFile(path);
        try {
            UserNamespace.network(owner, path);
            return enter(path, inside);
        } catch (IOException | RuntimeException e) {
            delete(path);
            throw e;
        }
    }

    /// Runs a task inside an existing namespace.
    public static <T> T enter(Path path, Task<T> inside) throws IOException {
        return onThread(() -> {
            try (Handle handle = open(path)) {
                set(handle);
            }
            return inside.run();
        });
    }

    /// Opens the file of a namespace.
    public static Handle open(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result =
                    (int) OPEN.call(state, arena.allocateFrom(path.toString()).address(), O_RDONLY_CLOEXEC, 0);
            return new Handle((int) Libc.check(result, state, "open", path.toString()));
        }
    }

    /// True if the file holds a namespace.
    public static boolean isAlive(Path path) {
        try {
            return Files.exists(path) && "nsfs".equals(Files.getFileStore(path).type());
        } catch (IOException _) {
            return false;
        }
    }

    /// Lets go of a namespace and deletes its file; the kernel ends it when nobody is inside any more.
    public static void delete(Path path) throws IOException {
        Mounts.detach(path);
        Files.deleteIfExists(path);
    }

    private static void set(Handle handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) SETNS.call(state, handle.descriptor(), CLONE_NEWNET);
            Libc.check(result, state, "setns", "network namespace");
        }
    }

    private static void unshare() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) UNSHARE.call(state, CLONE_NEWNET);
            Libc.check(result, state, "unshare", "network namespace");
        }
    }

    private static <T> T andBack(Task<T> task) throws IOException {
        try (Handle home = open(Path.of("/proc/thread-self/ns/net"))) {
            try {
                return task.run();
            } finally {
                set(home);
            }
        }
    }

    /// Runs a task on a thread that may change its namespace. It is at home again before it wakes who
    /// waits: that may start a thread that carries virtual ones, and threads begin where their makers are.
    private static <T> T onThread(Task<T> task) throws IOException {
        Ahead<T> result = Ahead.begin("netns", () -> {
            try {
                return andBack(task);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return result.get();
        } catch (UncheckedIOException e) {
            IOException told = e.getCause();
            throw told == null ? new IOException(e) : told;
        }
    }
}
