package naru.build.files;

import java.io.IOException;
import java.io.InputStream;
import naru.base.DiskRoom;
import naru.linux.InRoot;

/// Archives as ADD treats them.
public final class Archives {
    private Archives() {}

    /// Whether the stream is an archive that ADD unpacks.
    public static boolean isArchive(InputStream in) {
        return TarHeader.isTar(in);
    }

    /// Unpacks an archive, with its owners, into a folder of a root, which exists and is on the
    /// disk that `room` is of.
    public static void unpack(InputStream in, InRoot root, String folder, DiskRoom room) throws IOException {
        new Unpacker(root, folder, Unpacker.Limits.DEFAULT, true, room).unpack(in);
    }
}
