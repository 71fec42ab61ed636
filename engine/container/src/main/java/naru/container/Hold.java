package naru.container;

import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.container.PathsInContainer.Root;
import naru.linux.IdMap;
import naru.linux.InRoot;

/// Files of one container that stay for one holder when the container starts, ends or goes ([HeldRoots]). For one
/// thread; only [#end] is for others.
final class Hold implements AutoCloseable {
    private final String id;
    private final Root root;
    private final Consumer<Hold> letGo;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile String end = "";

    /// @param id the container's
    /// @param root its own root file system
    /// @param letGo told when it is closed
    Hold(String id, Root root, Consumer<Hold> letGo) {
        this.id = id;
        this.root = root;
        this.letGo = letGo;
    }

    String id() {
        return id;
    }

    /// The container's own root file system.
    Root root() {
        return pinned(root);
    }

    /// A folder of the host, to be seen as it is now as long as this is held: another may come to its path.
    Root pinned(Root seen) {
        InRoot open = InRoot.open(seen.path());
        opened.add(open);
        return new Root(Path.of(open.toString()), seen.owners());
    }

    /// A process's root with all that is mounted in it, as long as this is held.
    Root ofProcess(int pid, Optional<IdMap> owners) throws IOException {
        opened.add(new FileInputStream("/proc/" + pid + "/ns/mnt")); // else its mounts go with the process
        return pinned(new Root(Path.of("/proc/" + pid + "/root"), owners));
    }

    /// Makes what is still copied fail.
    void end(String why) {
        end = why;
    }

    /// Where an archive of what is held is written to: it fails after the end, rather than to lack something.
    OutputStream checked(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int octet) throws IOException {
                check();
                out.write(octet);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                check();
                out.write(bytes, offset, length);
            }
        };
    }

    /// An archive that is written to what is held: it fails after the end, rather than to be lost.
    InputStream checked(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int octet = in.read();
                check();
                return octet;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                check();
                return count;
            }
        };
    }

    private void check() {
        if (!end.isEmpty()) {
            throw Fault.conflict(end);
        }
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable one : opened.reversed()) {
                one.close();
            }
        } catch (Exception e) {
            throw Fault.internal("cannot let go of files of container " + id + ": " + e.getMessage(), e);
        } finally {
            letGo.accept(this);
        }
    }
}
