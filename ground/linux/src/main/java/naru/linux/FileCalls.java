package naru.linux;

import static naru.linux.Libc.INT;
import static naru.linux.Libc.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The calls on files relative to a directory's descriptor. Every refusal is an [Errno].
final class FileCalls {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    static final int O_DIRECTORY = ARM ? 040000 : 0200000;
    static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;
    private static final int O_DIRECT = ARM ? 0200000 : 040000;
    private static final int O_NONBLOCK = 04000;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;

    private static final long SYS_OPENAT2 = 437;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final long RESOLVE_NO_XDEV = 0x01;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final int STATX_BASIC = 0x7ff;
    private static final int STATX_BYTES = 256;
    private static final int RETRIES = 64;
    private static final int DIRENTS = 32 * 1024;

    private static final NativeFunction SYSCALL = NativeFunction.of("syscall");
    private static final NativeFunction OPEN = NativeFunction.of("open");
    private static final NativeFunction WRITE = NativeFunction.of("write");
    private static final NativeFunction PWRITE = NativeFunction.of("pwrite");
    private static final NativeFunction CLOSE = NativeFunction.of("close");
    private static final NativeFunction SYNCFS = NativeFunction.of("syncfs");
    private static final NativeFunction STATX = NativeFunction.of("statx");
    private static final NativeFunction GETDENTS = NativeFunction.of("getdents64");
    private static final NativeFunction READLINKAT = NativeFunction.of("readlinkat");
    private static final NativeFunction MKDIRAT = NativeFunction.of("mkdirat");
    private static final NativeFunction SYMLINKAT = NativeFunction.of("symlinkat");
    private static final NativeFunction LINKAT = NativeFunction.of("linkat");
    private static final NativeFunction MKNODAT = NativeFunction.of("mknodat");
    private static final NativeFunction FCHOWNAT = NativeFunction.of("fchownat");
    private static final NativeFunction FCHMODAT = NativeFunction.of("fchmodat");
    private static final NativeFunction UTIMENSAT = NativeFunction.of("utimensat");
    private static final NativeFunction FCHOWN = NativeFunction.of("fchown");
    private static final NativeFunction FCHMOD = NativeFunction.of("fchmod");
    private static final NativeFunction FUTIMENS = NativeFunction.of("futimens");
    private static final NativeFunction UNLINKAT = NativeFunction.of("unlinkat");

    private FileCalls() {}

    private interface Call {
        long make(Arena arena, MemorySegment state);
    }

    private static long call(String name, String subject, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            return Libc.check(call.make(arena, state), state, name, subject);
        }
    }

    /// open(2) of a directory outside any root.
    static int openDirectory(String path) {
        return (int) call("open", path, (arena, state) ->
                (int) OPEN.call(state, arena.allocateFrom(path).address(), O_PATH | O_CLOEXEC | O_DIRECTORY, 0));
    }

    /// open(2) of what is to be read, outside any root.
    static int openReadOnly(String path) {
        return (int) call("open", path, (arena, state) ->
                (int) OPEN.call(state, arena.allocateFrom(path).address(), O_CLOEXEC, 0));
    }

    /// open(2) of a named pipe that somebody reads, to write to it; ENXIO if nobody does.
    static int openPipe(String path) {
        int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
        return (int) call("open", path, (arena, state) ->
                (int) OPEN.call(state, arena.allocateFrom(path).address(), flags, 0));
    }

    /// open(2) of a file that is written past the page cache.
    static int openDirect(String path) {
        int flags = O_WRONLY | O_CLOEXEC | O_DIRECT;
        return (int) call("open", path, (arena, state) ->
                (int) OPEN.call(state, arena.allocateFrom(path).address(), flags, 0));
    }

    /// pwrite(2) of a segment; answers how many bytes were taken.
    static long write(int fd, MemorySegment bytes, long at) {
        return call("pwrite", "fd " + fd, (_, state) -> PWRITE.call(state, fd, bytes.address(), bytes.byteSize(), at));
    }

    /// write(2) of the first bytes of a segment; answers how many were taken.
    static int write(int fd, MemorySegment bytes, int count) {
        return (int) call("write", "fd " + fd, (_, state) -> WRITE.call(state, fd, bytes.address(), count));
    }

    /// syncfs(2) of the file system that an open file is on.
    static void syncFileSystem(int fd, String subject) {
        call("syncfs", subject, (_, state) -> (int) SYNCFS.call(state, fd));
    }

    static void chown(int fd, int uid, int gid) {
        call("fchown", "fd " + fd, (_, state) -> (int) FCHOWN.call(state, fd, uid, gid));
    }

    static void chmod(int fd, int mode) {
        call("fchmod", "fd " + fd, (_, state) -> (int) FCHMOD.call(state, fd, mode));
    }

    static void touch(int fd, Instant modified) {
        call("futimens", "fd " + fd, (arena, state) ->
                (int) FUTIMENS.call(state, fd, times(arena, modified).address()));
    }

    /// openat2(2) with the directory as the root of the path.
    static int openInRoot(int root, String path, int flags, int mode) {
        return openAgain(root, path, flags, mode, 0);
    }

    /// The same without entering a mount; EXDEV if the path leads into one.
    static int openInMount(int root, String path, int flags) {
        return openAgain(root, path, flags, 0, RESOLVE_NO_XDEV);
    }

    private static int openAgain(int root, String path, int flags, int mode, long resolve) {
        Errno last = null;
        for (int i = 0; i < RETRIES; i++) {
            try {
                return openOnce(root, path, flags, mode, resolve);
            } catch (Errno e) {
                if (e.number() != Errno.EAGAIN) {
                    throw e;
                }
                last = e; // something was renamed meanwhile
            }
        }
        throw java.util.Objects.requireNonNull(last);
    }

    private static int openOnce(int root, String path, int flags, int mode, long resolve) {
        String name = path.isEmpty() ? "." : path;
        return (int) call("openat2", path, (arena, state) -> {
            MemorySegment how = arena.allocate(24, 8);
            how.set(ValueLayout.JAVA_LONG, 0, Integer.toUnsignedLong(flags | O_CLOEXEC));
            how.set(ValueLayout.JAVA_LONG, 8, mode);
            how.set(ValueLayout.JAVA_LONG, 16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve);
            return SYSCALL.call(
                    state, SYS_OPENAT2, root, arena.allocateFrom(name).address(), how.address(), 24L);
        });
    }

    static void close(int fd) {
        call("close", "fd " + fd, (_, state) -> (int) CLOSE.call(state, fd));
    }

    static Stat stat(int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment found = arena.allocate(STATX_BYTES, 8);
            Libc.check(statx(fd, arena.allocateFrom(name), state, found), state, "statx", name);
            return stat(found);
        }
    }

    /// The same where nothing there is no mistake; null then.
    static @Nullable Stat find(int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment found = arena.allocate(STATX_BYTES, 8);
            int result = statx(fd, arena.allocateFrom(name), state, found);
            if (result < 0 && (Libc.errno(state) == Errno.ENOENT || Libc.errno(state) == Errno.ENOTDIR)) {
                return null;
            }
            Libc.check(result, state, "statx", name);
            return stat(found);
        }
    }

    private static int statx(int fd, MemorySegment name, MemorySegment state, MemorySegment found) {
        return (int) STATX.call(
                state, fd, name.address(), AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, STATX_BASIC, found.address());
    }

    private static Stat stat(MemorySegment s) {
        return new Stat(
                Short.toUnsignedInt(s.get(ValueLayout.JAVA_SHORT, 28)),
                s.get(INT, 20),
                s.get(INT, 24),
                s.get(LONG, 40),
                Instant.ofEpochSecond(s.get(LONG, 112), s.get(INT, 120)),
                s.get(LONG, 32),
                s.get(INT, 16),
                pair(s.get(INT, 128), s.get(INT, 132)),
                pair(s.get(INT, 136), s.get(INT, 140)));
    }

    private static long pair(int major, int minor) {
        return (long) major << 32 | Integer.toUnsignedLong(minor);
    }

    /// The names in an open directory, in no order, without `.` and `..`.
    static List<String> list(int fd) {
        List<String> names = new ArrayList<>();
        try (Arena outer = Arena.ofConfined()) {
            MemorySegment buffer = outer.allocate(DIRENTS, 8);
            long got;
            while ((got = call(
                            "getdents64",
                            "fd " + fd,
                            (_, state) -> GETDENTS.call(state, fd, buffer.address(), DIRENTS)))
                    > 0) {
                for (long at = 0; at < got; ) {
                    String name = buffer.getString(at + 19);
                    if (!name.equals(".") && !name.equals("..")) {
                        names.add(name);
                    }
                    at += Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + 16));
                }
            }
        }
        return names;
    }

    static String readLink(int fd, String name) {
        try (Arena outer = Arena.ofConfined()) {
            MemorySegment buffer = outer.allocate(4097);
            long length = call(
                    "readlinkat",
                    name,
                    (arena, state) ->
                            READLINKAT.call(state, fd, arena.allocateFrom(name).address(), buffer.address(), 4096L));
            buffer.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
            return buffer.getString(0);
        }
    }

    static void mkdir(int fd, String name, int mode) {
        call("mkdirat", name, (arena, state) ->
                (int) MKDIRAT.call(state, fd, arena.allocateFrom(name).address(), mode));
    }

    static void symlink(String target, int fd, String name) {
        call("symlinkat", name, (arena, state) -> (int) SYMLINKAT.call(
                state,
                arena.allocateFrom(target).address(),
                fd,
                arena.allocateFrom(name).address()));
    }

    static void link(int fromFd, String from, int fd, String name) {
        call("linkat", name, (arena, state) -> (int) LINKAT.call(
                state,
                fromFd,
                arena.allocateFrom(from).address(),
                fd,
                arena.allocateFrom(name).address(),
                0));
    }

    static void mknod(int fd, String name, int mode, long rdev) {
        long major = rdev >>> 32;
        long minor = rdev & 0xffffffffL;
        long dev = (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | (minor & 0xff) | (minor & ~0xffL) << 12;
        call("mknodat", name, (arena, state) ->
                (int) MKNODAT.call(state, fd, arena.allocateFrom(name).address(), mode, dev));
    }

    static void chown(int fd, String name, int uid, int gid) {
        call("fchownat", name, (arena, state) ->
                (int) FCHOWNAT.call(state, fd, arena.allocateFrom(name).address(), uid, gid, AT_SYMLINK_NOFOLLOW));
    }

    /// Follows a symbolic link at `name`: the caller makes sure that there is none.
    static void chmod(int fd, String name, int mode) {
        call("fchmodat", name, (arena, state) ->
                (int) FCHMODAT.call(state, fd, arena.allocateFrom(name).address(), mode, 0));
    }

    static void touch(int fd, String name, Instant modified) {
        call("utimensat", name, (arena, state) -> (int) UTIMENSAT.call(
                state,
                fd,
                arena.allocateFrom(name).address(),
                times(arena, modified).address(),
                AT_SYMLINK_NOFOLLOW));
    }

    /// The times of the last access and the last change, both this one, as utimensat(2) takes them.
    private static MemorySegment times(Arena arena, Instant modified) {
        MemorySegment times = arena.allocate(32, 8);
        for (int i = 0; i < 2; i++) {
            times.set(LONG, 16L * i, modified.getEpochSecond());
            times.set(LONG, 16L * i + 8, modified.getNano());
        }
        return times;
    }

    static void unlink(int fd, String name, boolean directory) {
        int flags = directory ? AT_REMOVEDIR : 0;
        call("unlinkat", name, (arena, state) ->
                (int) UNLINKAT.call(state, fd, arena.allocateFrom(name).address(), flags));
    }
}
