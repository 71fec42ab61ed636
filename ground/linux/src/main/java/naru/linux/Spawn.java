package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A program to be started by posix_spawn(3): without the helper program that the JDK puts in between (on a busy
/// machine two thirds of the time of a start), and with pipes of any number, not 0 to 2 alone.
///
/// What is not asked for as a pipe among descriptors 0 to 2 is `/dev/null`; nothing else of ours is handed on. The
/// program begins in `/`, with no signal blocked or ignored. Used by one thread.
public final class Spawn {
    private static final int RDWR = 2;
    /// Room for a `posix_spawn_file_actions_t` or a `posix_spawnattr_t` of the C libraries we know (80 and 336 bytes).
    private static final int STRUCT = 512;
    private static final int SIGSET = 128;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;

    private static final NativeFunction SPAWN = NativeFunction.of("posix_spawnp");
    private static final NativeFunction ACTIONS = NativeFunction.of("posix_spawn_file_actions_init");
    private static final NativeFunction DROP_ACTIONS = NativeFunction.of("posix_spawn_file_actions_destroy");
    private static final NativeFunction ADD_DUP2 = NativeFunction.of("posix_spawn_file_actions_adddup2");
    private static final NativeFunction ADD_OPEN = NativeFunction.of("posix_spawn_file_actions_addopen");
    private static final NativeFunction ADD_CHDIR = NativeFunction.of("posix_spawn_file_actions_addchdir_np");
    private static final NativeFunction ADD_CLOSEFROM = NativeFunction.of("posix_spawn_file_actions_addclosefrom_np");
    private static final NativeFunction ATTRIBUTES = NativeFunction.of("posix_spawnattr_init");
    private static final NativeFunction DROP_ATTRIBUTES = NativeFunction.of("posix_spawnattr_destroy");
    private static final NativeFunction SET_FLAGS = NativeFunction.of("posix_spawnattr_setflags");
    private static final NativeFunction SET_MASK = NativeFunction.of("posix_spawnattr_setsigmask");
    private static final NativeFunction SET_DEFAULT = NativeFunction.of("posix_spawnattr_setsigdefault");
    private static final NativeFunction FILL = NativeFunction.of("sigfillset");

    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private final List<Wanted> wanted = new ArrayList<>();

    /// A pipe: the child's numbers for its end, and which way it goes.
    private record Wanted(List<Integer> numbers, boolean childWrites) {}

    private Spawn(List<String> command) {
        this.command = List.copyOf(command);
    }

    /// A program, found as the shell does, with its arguments; it inherits our environment.
    public static Spawn of(List<String> command) {
        return new Spawn(command);
    }

    /// Sets a variable of its environment.
    public Spawn with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Takes a variable out of its environment.
    public Spawn without(String name) {
        environment.remove(name);
        return this;
    }

    /// What it writes to this descriptor can be read as [Child#output]; several descriptors may share a pipe, which
    /// then is called by the first.
    public Spawn writes(Integer... descriptors) {
        wanted.add(new Wanted(List.of(descriptors), true));
        return this;
    }

    /// It reads from this descriptor what is written to [Child#input].
    public Spawn reads(int descriptor) {
        wanted.add(new Wanted(List.of(descriptor), false));
        return this;
    }

    /// Starts it; an [Errno] if that cannot be.
    public Child start() {
        List<Pipe> made = new ArrayList<>();
        try {
            wanted.forEach(one -> made.add(Pipe.make(one.numbers(), one.childWrites())));
            return new Child(spawn(made), made);
        } catch (RuntimeException e) {
            made.forEach(Pipe::closeOurs);
            throw e;
        } finally {
            made.forEach(Pipe::closeTheirs);
        }
    }

    private int spawn(List<Pipe> pipes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment actions = arena.allocate(STRUCT, 16);
            MemorySegment attributes = arena.allocate(STRUCT, 16);
            must((int) ACTIONS.call(state, actions.address()));
            must((int) ATTRIBUTES.call(state, attributes.address()));
            try {
                descriptors(arena, state, actions, pipes);
                signals(arena, state, attributes);
                MemorySegment pid = arena.allocate(Libc.INT);
                MemorySegment program = arena.allocateFrom(command.getFirst());
                MemorySegment words = array(arena, command);
                MemorySegment variables = array(
                        arena,
                        environment.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .toList());
                must((int) SPAWN.call(
                        state,
                        pid.address(),
                        program.address(),
                        actions.address(),
                        attributes.address(),
                        words.address(),
                        variables.address()));
                return pid.get(Libc.INT, 0);
            } finally {
                must((int) DROP_ACTIONS.call(state, actions.address()));
                must((int) DROP_ATTRIBUTES.call(state, attributes.address()));
            }
        }
    }

    private void descriptors(Arena arena, MemorySegment state, MemorySegment actions, List<Pipe> pipes) {
        MemorySegment nothing = arena.allocateFrom("/dev/null");
        for (int standard = 0; standard <= 2; standard++) {
            must((int) ADD_OPEN.call(state, actions.address(), standard, nothing.address(), RDWR, 0));
        }
        int last = 2;
        for (Pipe pipe : pipes) {
            for (int number : pipe.numbers()) {
                must((int) ADD_DUP2.call(state, actions.address(), pipe.theirs(), number));
                last = Math.max(last, number);
            }
        }
        must((int) ADD_CLOSEFROM.call(state, actions.address(), last + 1));
        must((int)
                ADD_CHDIR.call(state, actions.address(), arena.allocateFrom("/").address()));
    }

    private void signals(Arena arena, MemorySegment state, MemorySegment attributes) {
        MemorySegment none = arena.allocate(SIGSET, 8);
        MemorySegment all = arena.allocate(SIGSET, 8);
        must((int) FILL.call(state, all.address()));
        must((int) SET_MASK.call(state, attributes.address(), none.address()));
        must((int) SET_DEFAULT.call(state, attributes.address(), all.address()));
        must((int) SET_FLAGS.call(state, attributes.address(), (short) (SETSIGDEF | SETSIGMASK)));
    }

    /// These calls answer the error's number itself.
    private void must(int error) {
        if (error != 0) {
            throw new Errno("posix_spawn", command.getFirst(), error);
        }
    }

    private static MemorySegment array(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(Libc.POINTER, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(Libc.POINTER, i, arena.allocateFrom(texts.get(i)));
        }
        return array; // the last stays null
    }
}
