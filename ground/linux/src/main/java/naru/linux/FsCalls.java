package naru.linux;

import static naru.linux.Libc.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The newer mount calls, fsopen(2) to move_mount(2), which have the same numbers on every processor. Every refusal
/// is an [Errno].
final class FsCalls {
    private static final long OPEN_TREE = 428;
    private static final long MOVE_MOUNT = 429;
    private static final long FSOPEN = 430;
    private static final long FSCONFIG = 431;
    private static final long FSMOUNT = 432;
    private static final long MOUNT_SETATTR = 442;
    private static final long CLOEXEC = 1;
    private static final long SET_STRING = 1;
    private static final long CMD_CREATE = 6;
    private static final long AT_FDCWD = -100;
    private static final long F_EMPTY_PATH = 4;
    private static final long CLONE = 1;
    private static final long AT_RECURSIVE = 0x8000;
    private static final long ATTR_IDMAP = 0x00100000;
    private static final long ATTR_SIZE = 32;
    private static final long ATTR_USERNS = 24;
    private static final NativeFunction SYSCALL = NativeFunction.of("syscall");

    private FsCalls() {}

    static long fsopen(String type) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, "fsopen", FSOPEN, text(arena, type), CLOEXEC, 0, 0, 0);
        }
    }

    static void set(int context, String key, String value) {
        try (Arena arena = Arena.ofConfined()) {
            long name = text(arena, key);
            call(arena, "fsconfig " + key, FSCONFIG, context, SET_STRING, name, text(arena, value), 0);
        }
    }

    static void create(int context) {
        try (Arena arena = Arena.ofConfined()) {
            call(arena, "fsconfig create", FSCONFIG, context, CMD_CREATE, 0, 0, 0);
        }
    }

    static long fsmount(int context) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, "fsmount", FSMOUNT, context, CLOEXEC, 0, 0, 0);
        }
    }

    static void move(int mount, String target) {
        try (Arena arena = Arena.ofConfined()) {
            long empty = text(arena, "");
            call(arena, "move_mount", MOVE_MOUNT, mount, empty, AT_FDCWD, text(arena, target), F_EMPTY_PATH);
        }
    }

    /// A mount of what is at a path, that is nowhere yet.
    static int cloneTree(String path, boolean recursive) {
        try (Arena arena = Arena.ofConfined()) {
            long flags = CLONE | FileCalls.O_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
            return (int) call(arena, "open_tree", path, OPEN_TREE, AT_FDCWD, text(arena, path), flags, 0, 0);
        }
    }

    /// Maps the owners of a mount that is nowhere yet.
    static void mapOwners(int mount, int userNamespace, boolean recursive, String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTR_SIZE, Long.BYTES);
            attributes.set(LONG, 0, ATTR_IDMAP);
            attributes.set(LONG, ATTR_USERNS, userNamespace);
            long flags = FileCalls.AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
            long empty = text(arena, "");
            call(arena, "mount_setattr", path, MOUNT_SETATTR, mount, empty, flags, attributes.address(), ATTR_SIZE);
        }
    }

    private static long text(Arena arena, String text) {
        return arena.allocateFrom(text).address();
    }

    private static long call(Arena arena, String name, long number, long a, long b, long c, long d, long e) {
        return call(arena, name, "overlay", number, a, b, c, d, e);
    }

    private static long call(
            Arena arena, String name, String subject, long number, long a, long b, long c, long d, long e) {
        MemorySegment state = Libc.state(arena);
        return Libc.check(SYSCALL.call(state, number, a, b, c, d, e), state, name, subject);
    }
}
