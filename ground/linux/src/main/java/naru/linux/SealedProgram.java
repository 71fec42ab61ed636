package naru.linux;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import naru.base.FileState;
import org.jspecify.annotations.Nullable;

/// A program's copy in memory that nobody can change any more, to be run instead of its file. A runtime that enters
/// containers makes itself such a copy, and runs itself again, at every call (CVE-2019-5736: a container could write to
/// the runtime's file); run from a sealed copy it need not. Safe for use by many threads.
public final class SealedProgram implements AutoCloseable {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    /// F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE.
    private static final int ALL_SEALS = 0xf;

    private static final NativeFunction MEMFD_CREATE = NativeFunction.of("memfd_create");
    private static final NativeFunction FCNTL = NativeFunction.of("fcntl");

    private final Path program;
    private final List<Integer> copies = new ArrayList<>();
    private @Nullable FileState version;
    private Path runnable;

    /// Copies nothing yet.
    public SealedProgram(Path program) {
        this.program = program;
        this.runnable = program;
    }

    /// What to run: the copy, made anew when the program's file is another one than before; the file itself where the
    /// kernel allows no copy. Good until [#close].
    public synchronized Path path() {
        try {
            FileState found = FileState.of(program);
            if (!Objects.equals(found, version)) {
                runnable = copy();
                version = found;
            }
            return runnable;
        } catch (IOException | Errno e) {
            return program;
        }
    }

    private Path copy() throws IOException {
        int fd = create();
        Path file = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + fd);
        try {
            try (OutputStream out = new FileOutputStream(file.toFile())) {
                Files.copy(program, out);
            }
            seal(fd);
        } catch (IOException | Errno e) {
            FileCalls.close(fd);
            throw e;
        }
        copies.add(fd);
        return file;
    }

    /// Kernels before 6.3 do not know MFD_EXEC, and need not be told.
    private int create() {
        try {
            return create(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
        } catch (Errno e) {
            if (e.number() != Errno.EINVAL) {
                throw e;
            }
            return create(MFD_CLOEXEC | MFD_ALLOW_SEALING);
        }
    }

    private int create(int flags) {
        String name = String.valueOf(program.getFileName());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int fd = (int) MEMFD_CREATE.call(state, arena.allocateFrom(name).address(), flags);
            return (int) Libc.check(fd, state, "memfd_create", name);
        }
    }

    private void seal(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) FCNTL.call(state, fd, F_ADD_SEALS, ALL_SEALS), state, "fcntl", program.toString());
        }
    }

    @Override
    public synchronized void close() {
        copies.forEach(FileCalls::close);
        copies.clear();
        version = null;
        runnable = program;
    }
}
