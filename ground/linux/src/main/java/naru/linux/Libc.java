package naru.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The bridge to the C library: makes call handles that capture errno, and turns a refusal into [Errno].
///
/// A call that can block (waitpid, accept, flock) pins its carrier: make it on a platform thread.
final class Libc {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(POINTER, INT));

    private Libc() {}

    /// A handle for a C function; its first argument is the state segment that [#state] makes.
    static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, CAPTURE);
    }

    /// A handle for a variadic C function whose arguments from `firstVariadic` on are variadic.
    static MethodHandle variadic(String name, FunctionDescriptor descriptor, int firstVariadic) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                CAPTURE,
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    /// Space for the error number of one call.
    static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    /// The error number that the last call with this state left.
    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /// Passes a result through, or throws [Errno] when it is negative.
    static long check(long result, MemorySegment state, String call, String subject) {
        if (result < 0) {
            throw new Errno(call, subject, errno(state));
        }
        return result;
    }

    /// What to do with a throwable out of a method handle: native calls throw nothing of their own.
    static RuntimeException broken(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }

    static String strerror(int number) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(number);
            return text.reinterpret(256).getString(0);
        } catch (Throwable t) {
            throw broken(t);
        }
    }
}
