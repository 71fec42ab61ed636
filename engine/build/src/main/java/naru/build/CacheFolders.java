package naru.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import naru.build.dockerfile.RunMount;
import naru.linux.InRoot;

/// The folders of `RUN --mount=type=cache`, by id; they stay between builds. Safe for use by many threads.
final class CacheFolders {
    /// Before the name of a folder that is about to be deleted.
    private static final String LEAVING = ".leaving-";

    private final Path top;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final AtomicBoolean used = new AtomicBoolean(true);

    /// What an earlier life left half deleted goes.
    CacheFolders(Path top) {
        this.top = top;
        if (Files.isDirectory(top)) {
            try (InRoot root = InRoot.open(top)) {
                root.list("/").stream().filter(name -> name.startsWith(LEAVING)).forEach(root::delete);
            }
        }
    }

    /// A folder in use; closing lets others have it.
    record Lease(Path path, ReentrantLock lock) implements AutoCloseable {
        @Override
        public void close() {
            if (lock.isHeldByCurrentThread()) {
                lock.unlock();
            }
        }
    }

    /// The folder of a cache mount; waits for its turn unless it is shared. A private one is treated as locked.
    Lease take(RunMount.Cache mount) throws InterruptedException {
        used.set(true);
        String name = new Key("cache-mount").add(mount.id()).hex();
        ReentrantLock lock = locks.computeIfAbsent(name, _ -> new ReentrantLock());
        Lease lease = new Lease(folder(name, mount), lock);
        if (mount.sharing() != RunMount.Sharing.SHARED) {
            lock.lockInterruptibly();
        }
        return lease;
    }

    private Path folder(String name, RunMount.Cache mount) {
        try {
            Files.createDirectories(top);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            try (InRoot root = InRoot.open(top)) {
                if (root.find(name).isEmpty()) {
                    root.mkdir(name, mount.mode());
                    root.chmod(name, mount.mode());
                    root.chown(name, (int) mount.uid(), (int) mount.gid());
                } else {
                    root.touch(name, Instant.now()); // the least recently used are the first to go
                }
            }
        }
        return top.resolve(name);
    }

    private record Sized(Path folder, FileTime used, long bytes) {}

    /// Deletes the folders that were not used for longest until the rest takes no more than so many bytes; answers how
    /// many bytes went. No build may run meanwhile. Does nothing if no folder was used since the last time.
    long trim(long budget) {
        if (!used.getAndSet(false) || !Files.isDirectory(top)) {
            return 0;
        }
        try (Stream<Path> folders = Files.list(top);
                InRoot root = InRoot.open(top)) {
            List<Sized> latestFirst = folders.map(CacheFolders::sized)
                    .sorted(Comparator.comparing(Sized::used).reversed())
                    .toList();
            long kept = 0;
            long freed = 0;
            for (Sized one : latestFirst) {
                if (kept + one.bytes > budget) {
                    delete(one.folder, root);
                    freed += one.bytes;
                } else {
                    kept += one.bytes;
                }
            }
            return freed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Under another name: after a crash no build may find half of it.
    private void delete(Path folder, InRoot root) throws IOException {
        String leaving = LEAVING + folder.getFileName();
        Files.move(folder, top.resolve(leaving), StandardCopyOption.ATOMIC_MOVE);
        root.delete(leaving);
    }

    /// Deletes them all; answers how many bytes that frees. No build may run meanwhile.
    long clear() {
        used.set(true);
        return trim(0);
    }

    private static Sized sized(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = files.mapToLong(CacheFolders::bytes).sum();
            return new Sized(folder, Files.getLastModifiedTime(folder), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
