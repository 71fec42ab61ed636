package naru.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A function of a C library that takes at most six integers or pointers and answers one, or nothing. Safe for use
/// by many threads.
///
/// All of them are called through one handle with six integers of 64 bits, for whatever Java links for the types of a
/// function costs milliseconds the first time, and runs slowly for the first hundreds of times
/// (docs/decisions/0057). In the calling conventions of Linux on 64-bit processors that we run on (System V x86-64,
/// AAPCS64) such arguments are in registers: a function finds its own, looks at as much of each as its type has, and
/// knows nothing of further ones. Of an answer only as much counts as its type has: cast it.
///
/// A pointer is passed as [MemorySegment#address]: its arena has to stay open until the call returns.
final class NativeFunction {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(WORD, WORD, WORD, WORD, WORD, WORD, WORD), Linker.Option.captureCallState("errno"));

    private final MemorySegment address;

    private NativeFunction(MemorySegment address) {
        this.address = address;
    }

    /// A function of the C library; a variadic one too, which has its arguments in the same registers.
    static NativeFunction of(String name) {
        return at(LINKER.defaultLookup().findOrThrow(name));
    }

    /// The function at an address.
    static NativeFunction at(MemorySegment address) {
        return new NativeFunction(address);
    }

    /// Calls it.
    ///
    /// @param state takes the error number ([Libc#state])
    long call(MemorySegment state, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(address, state, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// As above.
    long call(MemorySegment state, long a, long b, long c, long d, long e) {
        return call(state, a, b, c, d, e, 0);
    }

    /// As above.
    long call(MemorySegment state, long a, long b, long c, long d) {
        return call(state, a, b, c, d, 0, 0);
    }

    /// As above.
    long call(MemorySegment state, long a, long b, long c) {
        return call(state, a, b, c, 0, 0, 0);
    }

    /// As above.
    long call(MemorySegment state, long a, long b) {
        return call(state, a, b, 0, 0, 0, 0);
    }

    /// As above.
    long call(MemorySegment state, long a) {
        return call(state, a, 0, 0, 0, 0, 0);
    }
}
