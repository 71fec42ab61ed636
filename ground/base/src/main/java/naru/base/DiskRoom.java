package naru.base;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// The room on a disk for one thing that is being written there: its last part is never taken, so that the state of
/// what runs can still be written. That part is a thirty-second of the disk, at most 512 MiB. Used by one thread.
public final class DiskRoom {
    private static final int SHARE = 32;
    private static final long MOST = 512L << 20;
    private static final long LOOK_EACH = 8L << 20;

    private final File place;
    private final long kept;
    private final long lookEach;
    private long unseen;

    /// The room on the disk of a folder that exists. A disk whose size is not known has no limit.
    public DiskRoom(Path folder) {
        place = folder.toFile();
        kept = Math.min(MOST, place.getTotalSpace() / SHARE);
        lookEach = Math.min(LOOK_EACH, kept / 2);
        unseen = lookEach; // the first byte is looked at
    }

    /// So many bytes are about to be written; the fault of a full disk ([DiskFull]) if they would come too near to its
    /// end.
    public void take(long bytes) {
        unseen += bytes;
        if (unseen < lookEach || kept == 0) {
            return;
        }
        unseen = 0;
        if (place.getUsableSpace() < kept) {
            throw DiskFull.fault(place.toPath(), kept);
        }
    }

    /// A stream of which every byte that is read is about to be written.
    public InputStream watch(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int one = in.read();
                take(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                take(Math.max(count, 0));
                return count;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
