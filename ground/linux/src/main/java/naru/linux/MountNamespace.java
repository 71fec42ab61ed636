package naru.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import naru.base.Ahead;

/// A copy of our mounts with an empty folder in the place of one, for programs that must not see it.
/// A thread of ours is inside and keeps it alive until [#close]; a program that is still inside then
/// keeps it.
public final class MountNamespace implements AutoCloseable {
    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_FS = 0x200;
    private static final String SMALL = "mode=755,size=1m";
    private static final MethodHandle UNSHARE = Libc.handle("unshare", FunctionDescriptor.of(Libc.INT, Libc.INT));

    private final String file;
    private final CountDownLatch done;

    private MountNamespace(String file, CountDownLatch done) {
        this.file = file;
        this.done = done;
    }

    /// Copies our mounts without the one at this place. What is written there goes with the copy, and may be written
    /// even where the folder below is not to be (systemd keeps /sys/fs/cgroup read-only). A refusal is an [Errno].
    public static MountNamespace without(Path mountPoint) {
        return Ahead.begin("mountns-made", () -> outside(mountPoint)).get();
    }

    /// For a platform thread that stays outside. The one inside may wake no virtual thread: that may start a thread
    /// that carries them, and threads begin where their makers are.
    private static MountNamespace outside(Path mountPoint) {
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<String> file = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("mountns").start(() -> {
            try {
                file.complete(enter(mountPoint));
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException | Error e) {
                file.completeExceptionally(e);
            }
        });
        try {
            return new MountNamespace(file.join(), done);
        } catch (CompletionException e) {
            throw Libc.broken(e.getCause() == null ? e : e.getCause());
        }
    }

    /// What is mounted outside later is seen inside, and nothing the other way round.
    private static String enter(Path mountPoint) throws IOException {
        unshare();
        Mounts.mount("none", Path.of("/"), null, Mounts.MS_REC | Mounts.MS_SLAVE, null);
        Mounts.detach(mountPoint);
        Mounts.mount("none", mountPoint, "tmpfs", Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC, SMALL);
        return "/proc/" + Files.readSymbolicLink(Path.of("/proc/thread-self")) + "/ns/mnt";
    }

    private static void unshare() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) UNSHARE.invokeExact(state, CLONE_NEWNS | CLONE_FS), state, "unshare", "mount namespace");
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// A command line that runs another one inside, by nsenter(1).
    public List<String> command(List<String> inside) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/nsenter", "--mount=" + file));
        command.addAll(inside);
        return command;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
