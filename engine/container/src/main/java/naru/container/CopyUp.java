package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import naru.base.DiskFull;
import naru.base.Fault;
import naru.container.PathsInContainer.Root;
import naru.image.LayerPacker;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Fills a volume that has nothing yet with what the image has at its place. A copy that did not come to
/// its end (a crash, a full disk) is made again by the next container: a file beside the volume's folder
/// says so meanwhile. Safe for use by many threads; each waits for the other's copy into the same volume.
final class CopyUp {
    private static final String UNFINISHED = "filling";

    private final Lock[] turns = Stream.generate(ReentrantLock::new).limit(16).toArray(Lock[]::new);

    /// Of no effect if the volume has something, or the image no folder there.
    ///
    /// @param volume its folder, in one that is the volume's alone
    void fill(Root rootfs, String path, Path volume) {
        Path unfinished = volume.resolveSibling(UNFINISHED);
        try {
            if (isFilled(volume, unfinished)) {
                return;
            }
            Lock turn = turns[Math.floorMod(volume.hashCode(), turns.length)];
            turn.lock();
            try {
                if (!isFilled(volume, unfinished)) {
                    copy(rootfs, path, volume, unfinished);
                }
            } finally {
                turn.unlock();
            }
        } catch (IOException e) {
            throw DiskFull.is(e)
                    ? DiskFull.fault(e)
                    : Fault.internal("cannot fill the volume " + volume + ": " + e.getMessage(), e);
        }
    }

    private static boolean isFilled(Path volume, Path unfinished) throws IOException {
        if (Files.exists(unfinished)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(volume)) {
            return entries.findAny().isPresent();
        }
    }

    private static void copy(Root rootfs, String path, Path volume, Path unfinished) throws IOException {
        try (InRoot root = rootfs.open();
                InRoot target = InRoot.open(volume)) {
            String real = root.resolve(path);
            Stat stat = root.stat(real);
            if (!stat.isDirectory()) {
                return;
            }
            Files.write(unfinished, new byte[0]);
            target.chown(".", stat.uid(), stat.gid());
            target.chmod(".", stat.permissions());
            try (InRoot folder = root.enter(real)) {
                PipedArchive.unpack(out -> LayerPacker.files(folder, out), target, false);
            }
            Files.delete(unfinished);
        } catch (Errno e) {
            if (e.number() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
