package naru.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// What belongs to calls of the C library ([NativeFunction]): the error number, and the [Errno] that a refusal becomes.
///
/// A call that can block (waitpid, accept, flock) pins its carrier: make it on a platform thread.
final class Libc {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final NativeFunction STRERROR = NativeFunction.of("strerror");

    private Libc() {}

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
        try (Arena arena = Arena.ofConfined()) {
            return text(STRERROR.call(state(arena), number));
        }
    }

    /// What is at an address, up to a byte of zero; empty where that is no address.
    static String text(long address) {
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address)
                        .reinterpret(Integer.MAX_VALUE)
                        .getString(0);
    }
}
