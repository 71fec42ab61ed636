package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import naru.base.Ahead;

/// A process that does nothing but be in namespaces of its own (clone(2)), so that they can be set up
/// and taken from its folder in /proc: a process with several threads cannot make a user namespace for
/// itself. For one thread.
///
/// It is no copy of ours, but shares our memory, where it has a stack, and runs nothing but a function
/// of the C library that sleeps. If we are killed it ends by itself, after two seconds.
final class Idle implements AutoCloseable {
    static final int NEWUSER = 0x10000000;
    static final int NEWNET = 0x40000000;

    private static final int VM = 0x100;
    private static final int SIGCHLD = 17;
    private static final int MICROSECONDS = 2_000_000;
    private static final long STACK = 256 << 10;
    private static final long ALIGNMENT = 16;
    private static final NativeFunction CLONE = NativeFunction.of("clone");
    private static final MemorySegment SLEEP =
            Linker.nativeLinker().defaultLookup().findOrThrow("usleep");

    private final Arena stack;
    private final Child child;

    private Idle(Arena stack, Child child) {
        this.stack = stack;
        this.child = child;
    }

    /// Starts one in new namespaces. A refusal is an [Errno].
    ///
    /// It is started by a thread of its own that then ends: what the C library notes down in a thread
    /// while it sleeps, it notes down in the one that is shared.
    static Idle in(int namespaces) {
        return Ahead.begin("namespaces", () -> clone(namespaces)).get();
    }

    private static Idle clone(int namespaces) {
        Arena stack = Arena.ofShared();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment top = stack.allocate(STACK, ALIGNMENT).asSlice(STACK);
            int pid = (int) CLONE.call(state, SLEEP.address(), top.address(), namespaces | VM | SIGCHLD, MICROSECONDS);
            Libc.check(pid, state, "clone", "namespaces");
            return new Idle(stack, new Child(pid, List.of()));
        } catch (RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    /// Its folder in /proc.
    Path process() {
        return Path.of("/proc", Integer.toString(child.pid()));
    }

    /// Ends it; namespaces that something keeps stay.
    @Override
    public void close() {
        Signals.send(child.pid(), Signals.SIGKILL);
        child.waitFor();
        stack.close();
    }
}
