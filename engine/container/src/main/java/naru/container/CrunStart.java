package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.linux.Errno;
import naru.linux.Fifo;

/// Does what `crun start` does, without starting it: a created container's first process waits for a
/// byte in the named pipe `exec.fifo` in the container's folder of crun's state, which goes away first
/// (`src/libcrun/status.c` of crun 1.8 and of those before and after it; docs/decisions/0043).
final class CrunStart {
    private CrunStart() {}

    /// Lets the process go; false, with nothing done, if this crun keeps no such pipe or nobody waits at it, so that
    /// crun itself has to be asked.
    static boolean letGo(Path state) {
        Path path = state.resolve("exec.fifo");
        try (Fifo fifo = Fifo.open(path)) {
            Files.delete(path);
            fifo.write((byte) 0);
            return true;
        } catch (Errno | IOException e) {
            return false;
        }
    }
}
