package naru.build.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import naru.image.LayerStreams;

/// Recognises tar archives by their first block.
final class TarHeader {
    private static final int LOOK = 512;
    private static final int CHECKSUM = 148;

    private TarHeader() {}

    /// Whether the stream is a tar archive, compressed or not.
    static boolean isTar(InputStream in) {
        try (InputStream plain = LayerStreams.open(in)) {
            return isHeader(plain.readNBytes(LOOK));
        } catch (IOException _) { // what begins like a compressed file and is none
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
}
