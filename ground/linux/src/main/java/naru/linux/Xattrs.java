package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// Extended attributes of the file that a path names, links not followed.
final class Xattrs {
    private static final int MAX = 64 * 1024;
    private static final NativeFunction LIST = NativeFunction.of("llistxattr");
    private static final NativeFunction GET = NativeFunction.of("lgetxattr");
    private static final NativeFunction SET = NativeFunction.of("lsetxattr");
    private static final NativeFunction SET_OPEN = NativeFunction.of("fsetxattr");

    private Xattrs() {}

    static SortedMap<String, byte[]> all(String path) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment names = arena.allocate(MAX);
            MemorySegment value = arena.allocate(MAX);
            MemorySegment file = arena.allocateFrom(path);
            long length = LIST.call(state, file.address(), names.address(), MAX);
            if (length < 0 && Libc.errno(state) == Errno.EOPNOTSUPP) {
                return found;
            }
            Libc.check(length, state, "llistxattr", path);
            byte[] text = names.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            for (String name : new String(text, StandardCharsets.UTF_8).split("\0")) {
                if (!name.isEmpty()) {
                    long size = GET.call(
                            state, file.address(), arena.allocateFrom(name).address(), value.address(), MAX);
                    Libc.check(size, state, "lgetxattr", name);
                    found.put(name, value.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
                }
            }
            return found;
        }
    }

    static void set(String path, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) SET.call(
                    state,
                    arena.allocateFrom(path).address(),
                    arena.allocateFrom(name).address(),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value).address(),
                    value.length,
                    0);
            Libc.check(result, state, "lsetxattr", name);
        }
    }

    /// Sets one of an open file.
    static void set(int fd, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) SET_OPEN.call(
                    state,
                    fd,
                    arena.allocateFrom(name).address(),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value).address(),
                    value.length,
                    0);
            Libc.check(result, state, "fsetxattr", name);
        }
    }
}
