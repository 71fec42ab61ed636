package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A pipe between us and a child (pipe(7)), as two descriptors.
///
/// @param numbers by which the child knows its end
/// @param ours the end that we keep
/// @param theirs the end that the child gets
/// @param childWrites which way it goes
record Pipe(List<Integer> numbers, int ours, int theirs, boolean childWrites) {
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_DUPFD_CLOEXEC = 1030;
    /// Descriptors that children ask for are below.
    private static final int HIGH = 16;

    private static final NativeFunction PIPE2 = NativeFunction.of("pipe2");
    private static final NativeFunction FCNTL = NativeFunction.of("fcntl");

    /// The two ends of a new pipe.
    record Ends(int output, int input) {}

    /// pipe2(2).
    static Ends open(int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment ends = arena.allocate(Libc.INT, 2);
            Libc.check((int) PIPE2.call(state, ends.address(), flags), state, "pipe2", "");
            return new Ends(ends.getAtIndex(Libc.INT, 0), ends.getAtIndex(Libc.INT, 1));
        }
    }

    static Pipe make(List<Integer> numbers, boolean childWrites) {
        Ends ends = open(O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int read = high(state, ends.output());
            int write = high(state, ends.input());
            return childWrites ? new Pipe(numbers, read, write, true) : new Pipe(numbers, write, read, false);
        }
    }

    /// Moves a descriptor out of the way of those that children ask for.
    private static int high(MemorySegment state, int descriptor) {
        if (descriptor >= HIGH) {
            return descriptor;
        }
        int moved = (int) FCNTL.call(state, descriptor, F_DUPFD_CLOEXEC, HIGH);
        Libc.check(moved, state, "fcntl", "F_DUPFD_CLOEXEC");
        FileCalls.close(descriptor);
        return moved;
    }

    void closeOurs() {
        FileCalls.close(ours);
    }

    void closeTheirs() {
        FileCalls.close(theirs);
    }
}
