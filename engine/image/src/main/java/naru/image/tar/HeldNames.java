package naru.image.tar;

import naru.base.Fault;

/// What the names of one archive take in memory while it is unpacked: a folder's time is set when all else is there, so
/// every folder is remembered until then. 32 MiB are enough for 200,000 folders; more is a TOO_LARGE fault. Used by one
/// thread.
public final class HeldNames {
    private static final long MOST = 32L << 20;
    /// Bytes that a name takes besides its characters: the objects around it.
    private static final int EACH = 100;

    private long bytes;

    /// One more name is held.
    public void hold(String name) {
        bytes += EACH + name.length();
        if (bytes > MOST) {
            throw Fault.tooLarge("the archive has more folders than can be unpacked: their names take over "
                    + (MOST >> 20) + " MiB of memory");
        }
    }
}
