package naru.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import naru.build.dockerfile.RunMount;
import naru.linux.InRoot;

/// The folders of `RUN --mount=type=cache`, by id; they stay between builds. Safe for use by many threads.
final class CacheFolders {
    private final Path top;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    CacheFolders(Path top) {
        this.top = top;
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
                }
            }
        }
        return top.resolve(name);
    }
}
