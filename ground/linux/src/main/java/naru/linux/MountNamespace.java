package naru.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/// A copy of our mounts with an empty folder in the place of one, for programs that must not see it.
/// A thread of ours is inside and keeps it alive until [#close]; a program that is still inside then
/// keeps it.
public final class MountNamespace implements AutoCloseable {
    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_FS = 0x200;
    private static final String SMALL = "mode=755,size=1m";
    private static final NativeFunction UNSHARE = NativeFunction.of("unshare");

    private final CompletableFuture<String> file = new CompletableFuture<>();
    private final CompletableFuture<Boolean> wanted = new CompletableFuture<>();
    private final CompletableFuture<Void> made = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private MountNamespace() {}

    /// Begins a copy of our mounts without the one at this place: its [#command] is known, and [#enter] makes it.
    /// What is written there goes with the copy, and may be written even where the folder below is not to be
    /// (systemd keeps /sys/fs/cgroup read-only).
    public static MountNamespace prepare(Path mountPoint) {
        MountNamespace namespace = new MountNamespace();
        Thread.ofPlatform().daemon().name("mountns-made").start(() -> namespace.outside(mountPoint));
        wait(namespace.file);
        return namespace;
    }

    /// Makes the copy of what is mounted now. A refusal is an [Errno].
    public void enter() {
        wanted.complete(true);
        wait(made);
    }

    /// For a platform thread that stays outside. The one inside may wake no virtual thread: that may start a thread
    /// that carries them, and threads begin where their makers are.
    private void outside(Path mountPoint) {
        CompletableFuture<String> named = new CompletableFuture<>();
        CompletableFuture<Void> isolated = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("mountns").start(() -> inside(mountPoint, named, isolated));
        handOn(named, file);
        handOn(isolated, made);
    }

    private static <T> void handOn(CompletableFuture<T> from, CompletableFuture<T> to) {
        try {
            to.complete(from.join());
        } catch (CompletionException e) {
            to.completeExceptionally(e.getCause());
        }
    }

    private void inside(Path mountPoint, CompletableFuture<String> named, CompletableFuture<Void> isolated) {
        try {
            named.complete("/proc/" + Files.readSymbolicLink(Path.of("/proc/thread-self")) + "/ns/mnt");
            if (wanted.join()) {
                isolate(mountPoint);
                isolated.complete(null);
                done.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            named.completeExceptionally(e);
            isolated.completeExceptionally(e);
        } finally {
            isolated.complete(null);
        }
    }

    /// What is mounted outside later is seen inside, and nothing the other way round.
    private static void isolate(Path mountPoint) {
        unshare();
        Mounts.mount("none", Path.of("/"), null, Mounts.MS_REC | Mounts.MS_SLAVE, null);
        Mounts.detach(mountPoint);
        Mounts.mount("none", mountPoint, "tmpfs", Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC, SMALL);
    }

    private static <T> T wait(CompletableFuture<T> part) {
        try {
            return part.join();
        } catch (CompletionException e) {
            throw Libc.broken(e.getCause() == null ? e : e.getCause());
        }
    }

    private static void unshare() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) UNSHARE.call(state, CLONE_NEWNS | CLONE_FS), state, "unshare", "mount namespace");
        }
    }

    /// A command line that runs another one inside, by nsenter(1).
    public List<String> command(List<String> inside) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/nsenter", "--mount=" + wait(file)));
        command.addAll(inside);
        return command;
    }

    @Override
    public void close() {
        wanted.complete(false);
        done.countDown();
    }
}
