package naru.build.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import naru.image.LayerStreams;

/// Recognises compressed streams by their first bytes.
final class Compression {
    private static final int LOOK = 512;
    private static final int CHECKSUM = 148;

    private Compression() {}

    /// The stream with its compression taken off, if it has one. One that unpacks to an absurd size is
    /// a TOO_LARGE fault on the way.
    static InputStream plain(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 64 * 1024);
        byte[] head = peek(buffered);
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z')) {
            throw Fault.notImplemented("archives compressed with xz are not supported yet: use gzip or zstd");
        }
        if (starts(head, 'B', 'Z', 'h')) {
            throw Fault.notImplemented("archives compressed with bzip2 are not supported yet: use gzip or zstd");
        }
        return new BufferedInputStream(LayerStreams.open(buffered), 64 * 1024);
    }

    /// Whether the stream is a tar archive, compressed or not.
    static boolean isTar(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 64 * 1024);
        byte[] head = peek(buffered);
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z') || starts(head, 'B', 'Z', 'h')) {
            return true;
        }
        try (InputStream plain = plain(buffered)) {
            return isHeader(plain.readNBytes(LOOK));
        } catch (java.util.zip.ZipException | java.io.EOFException _) {
            return false;
        }
    }

    /// Whether the block is a tar header: its check sum is right.
    private static boolean isHeader(byte[] block) {
        if (block.length < LOOK || block[0] == 0) {
            return false;
        }
        long sum = 0;
        for (int i = 0; i < LOOK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : Byte.toUnsignedInt(block[i]);
        }
        String written = new String(block, CHECKSUM, 8, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        return written.matches("[0-7]{1,8}") && Long.parseLong(written, 8) == sum;
    }

    private static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(LOOK);
        byte[] head = in.readNBytes(8);
        in.reset();
        return head;
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (Byte.toUnsignedInt(head[i]) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
