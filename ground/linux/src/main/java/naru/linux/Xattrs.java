package naru.linux;

import static naru.linux.Libc.INT;
import static naru.linux.Libc.LONG;
import static naru.linux.Libc.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// Extended attributes of the file that a path names, links not followed.
final class Xattrs {
    private static final int MAX = 64 * 1024;
    private static final MethodHandle LIST =
            Libc.handle("llistxattr", FunctionDescriptor.of(LONG, POINTER, POINTER, LONG));
    private static final MethodHandle GET =
            Libc.handle("lgetxattr", FunctionDescriptor.of(LONG, POINTER, POINTER, POINTER, LONG));
    private static final MethodHandle SET =
            Libc.handle("lsetxattr", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, LONG, INT));
    private static final MethodHandle SET_OPEN =
            Libc.handle("fsetxattr", FunctionDescriptor.of(INT, INT, POINTER, POINTER, LONG, INT));

    private Xattrs() {}

    static SortedMap<String, byte[]> all(String path) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment names = arena.allocate(MAX);
            MemorySegment value = arena.allocate(MAX);
            MemorySegment file = arena.allocateFrom(path);
            long length = (long) LIST.invokeExact(state, file, names, (long) MAX);
            if (length < 0 && Libc.errno(state) == Errno.EOPNOTSUPP) {
                return found;
            }
            Libc.check(length, state, "llistxattr", path);
            byte[] text = names.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            for (String name : new String(text, StandardCharsets.UTF_8).split("\0")) {
                if (!name.isEmpty()) {
                    long size = (long) GET.invokeExact(state, file, arena.allocateFrom(name), value, (long) MAX);
                    Libc.check(size, state, "lgetxattr", name);
                    found.put(name, value.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
                }
            }
            return found;
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    static void set(String path, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) SET.invokeExact(
                    state,
                    arena.allocateFrom(path),
                    arena.allocateFrom(name),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value),
                    (long) value.length,
                    0);
            Libc.check(result, state, "lsetxattr", name);
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// Sets one of an open file.
    static void set(int fd, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int result = (int) SET_OPEN.invokeExact(
                    state,
                    fd,
                    arena.allocateFrom(name),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, value),
                    (long) value.length,
                    0);
            Libc.check(result, state, "fsetxattr", name);
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }
}
