package naru.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// mount(2) and umount2(2).
public final class Mounts {
    /// Read-only.
    public static final long MS_RDONLY = 1;
    /// Ignore set-user-id bits.
    public static final long MS_NOSUID = 2;
    /// No device files.
    public static final long MS_NODEV = 4;
    /// No execution.
    public static final long MS_NOEXEC = 8;
    /// Change the flags of an existing mount.
    public static final long MS_REMOUNT = 32;
    /// Make a tree visible elsewhere.
    public static final long MS_BIND = 4096;
    /// With its sub-mounts.
    public static final long MS_REC = 16384;
    /// No propagation.
    public static final long MS_PRIVATE = 1 << 18;
    /// Takes changes over, and passes none on.
    public static final long MS_SLAVE = 1 << 19;

    private static final int MNT_DETACH = 2;

    private static final NativeFunction MOUNT = NativeFunction.of("mount");
    private static final NativeFunction UMOUNT2 = NativeFunction.of("umount2");

    private Mounts() {}

    /// Mounts `source` on `target`; `type` and `data` as mount(2) takes them. A refusal is an [Errno].
    public static void mount(String source, Path target, @Nullable String type, long flags, @Nullable String data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) MOUNT.call(
                    state,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target.toString()).address(),
                    optional(arena, type).address(),
                    flags,
                    optional(arena, data).address());
            Libc.check(result, state, "mount", source + " on " + target);
        }
    }

    /// Mounts an overlay of any number of layers, where mount(2) would run out of its one page of options: by
    /// fsconfig(2), from kernel 6.8 on. A refusal is an [Errno], EINVAL on older kernels.
    ///
    /// @param lower the layers, highest first
    public static void overlay(Path target, List<String> lower, Path upper, Path work) {
        int context = (int) FsCalls.fsopen("overlay");
        try {
            lower.forEach(layer -> FsCalls.set(context, "lowerdir+", layer));
            FsCalls.set(context, "upperdir", upper.toString());
            FsCalls.set(context, "workdir", work.toString());
            FsCalls.create(context);
            int mount = (int) FsCalls.fsmount(context);
            try {
                FsCalls.move(mount, target.toString());
            } finally {
                FileCalls.close(mount);
            }
        } finally {
            FileCalls.close(context);
        }
    }

    /// Makes `source` visible at `target`, with its sub-mounts.
    public static void bind(Path source, Path target) {
        mount(source.toString(), target, null, MS_BIND | MS_REC, null);
    }

    /// Takes the mount away at once; what still uses it keeps it until it lets go. Answers false if nothing was
    /// mounted there.
    public static boolean detach(Path target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int)
                    UMOUNT2.call(state, arena.allocateFrom(target.toString()).address(), MNT_DETACH);
            if (result < 0 && (Libc.errno(state) == Errno.EINVAL || Libc.errno(state) == Errno.ENOENT)) {
                return false;
            }
            Libc.check(result, state, "umount2", target.toString());
            return true;
        }
    }

    /// Whether something is mounted at an existing directory: it is on another device than its parent. (A bind
    /// mount within one file system is not recognised.)
    public static boolean isMountPoint(Path directory) {
        try (InRoot at = InRoot.open(directory);
                InRoot above = InRoot.open(directory.resolve(".."))) {
            return at.stat(".").device() != above.stat(".").device();
        }
    }

    /// Everything that is mounted, as the kernel tells it (/proc/self/mountinfo): with the options of
    /// each mount, the layers of an overlay among them.
    public static String table() {
        try {
            return Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what is mounted", e);
        }
    }

    private static MemorySegment optional(Arena arena, @Nullable String text) {
        return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
    }
}
