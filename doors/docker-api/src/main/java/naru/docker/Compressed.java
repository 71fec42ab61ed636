package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/// Archives that clients send plain or with gzip.
final class Compressed {
    private Compressed() {}

    /// The archive without its compression.
    static InputStream plain(InputStream archive) throws IOException {
        PushbackInputStream in = new PushbackInputStream(archive, 2);
        byte[] magic = in.readNBytes(2);
        in.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(in, 64 << 10) : in;
    }
}
