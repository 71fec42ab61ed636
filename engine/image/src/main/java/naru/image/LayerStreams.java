package naru.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import naru.base.Fault;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/// Opens archives that may be compressed: gzip, zstd, xz and bzip2 are recognised by their first bytes, whatever a
/// media type says.
public final class LayerStreams {
    /// Unpacked bytes that one archive may have.
    public static final long MAX_UNPACKED = 64L << 30;
    /// Unpacked bytes from which on the ratio counts.
    private static final long FREE = 2L << 30;
    /// How much larger than its packed form an archive may be beyond that; file systems come to 10, deflate ends at
    /// 1,032.
    private static final long MAX_RATIO = 200;

    private static final int BUFFER = 128 * 1024;
    /// Bytes that tell how an archive is compressed.
    static final int MAGIC = 6;
    /// What unpacking may take, in KiB: `xz -9` asks for 65 MiB.
    private static final int XZ_MEMORY = 80 * 1024;
    /// How a registry and its clients know layers to be compressed (OCI image-spec, layer media types).
    private static final Set<String> OF_LAYERS = Set.of("", "gzip", "zstd");
    /// How long others wait for a turn: what unpacks a small bomb never waits, and virtual threads change only at those
    /// that wait.
    private static final long TURN_NANOS = 5_000_000;

    private LayerStreams() {}

    /// The uncompressed stream. One that unpacks to an absurd size fails with a TOO_LARGE fault on the way.
    public static InputStream open(InputStream packed) throws IOException {
        return open(packed, FREE);
    }

    /// An archive's uncompressed stream.
    ///
    /// @param compressed whether it differs from the stream that was given
    record Opened(InputStream stream, boolean compressed) {}

    /// The same as [#open], saying whether there was something to uncompress.
    static Opened opened(InputStream packed) throws IOException {
        return opened(packed, FREE);
    }

    /// The same with another size from which on the ratio counts.
    static InputStream open(InputStream packed, long free) throws IOException {
        return opened(packed, free).stream();
    }

    private static Opened opened(InputStream packed, long free) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(packed, BUFFER);
        String compression = compression(buffered);
        Counted counted = new Counted(buffered, Long.MAX_VALUE, null, 0);
        if (compression.isEmpty()) {
            return new Opened(new Counted(counted, MAX_UNPACKED, null, 0), false);
        }
        return new Opened(new Counted(unpacked(compression, counted), MAX_UNPACKED, counted, free), true);
    }

    private static InputStream unpacked(String compression, InputStream packed) throws IOException {
        return switch (compression) {
            case "gzip" -> new GZIPInputStream(packed, BUFFER);
            case "zstd" -> new ZstdInputStream(packed);
            case "xz" -> new XZInputStream(packed, XZ_MEMORY);
            case "bzip2" -> new BZip2CompressorInputStream(packed, true);
            default -> throw new IllegalArgumentException(compression);
        };
    }

    /// The stream itself, or the uncompressed one where a layer cannot be compressed like that.
    static InputStream asLayer(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER);
        return OF_LAYERS.contains(compression(buffered)) ? buffered : open(buffered);
    }

    private static String compression(BufferedInputStream stream) throws IOException {
        stream.mark(MAGIC);
        byte[] start = stream.readNBytes(MAGIC);
        stream.reset();
        return compression(start).orElse("");
    }

    /// How an archive that begins with these bytes is compressed, as media types name it; empty if it is not.
    static Optional<String> compression(byte[] start) {
        String hex = HexFormat.of().formatHex(start, 0, Math.min(MAGIC, start.length));
        if (hex.startsWith("1f8b")) {
            return Optional.of("gzip");
        }
        if (hex.startsWith("28b52ffd")) {
            return Optional.of("zstd");
        }
        if (hex.startsWith("fd377a585a00")) {
            return Optional.of("xz");
        }
        return hex.startsWith("425a68") ? Optional.of("bzip2") : Optional.empty();
    }

    /// Counts bytes and stops at a limit.
    private static final class Counted extends FilterInputStream {
        private final long limit;
        private final @Nullable Counted packed;
        private final long free;
        private long count;
        private long turn = System.nanoTime();

        Counted(InputStream in, long limit, @Nullable Counted packed, long free) {
            super(in);
            this.limit = limit;
            this.packed = packed;
            this.free = free;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = in.read(bytes, offset, length);
                count(Math.max(0, read));
                return read;
            } catch (MemoryLimitException e) { // each block of an archive says how much it takes
                throw Fault.invalid("unpacking this archive would take " + e.getMemoryNeeded()
                        + " KiB of memory, allowed are " + XZ_MEMORY + ": compress it with xz -9 or less");
            }
        }

        private void count(int bytes) {
            giveWay();
            count += bytes;
            boolean bomb = packed != null && count > free && count / MAX_RATIO > packed.count;
            if (count > limit || bomb) {
                throw Fault.tooLarge("the archive unpacks to over " + count + " bytes");
            }
        }

        /// What is done with the bytes between two reads counts, too.
        private void giveWay() {
            if (System.nanoTime() - turn > TURN_NANOS) {
                Thread.yield();
                turn = System.nanoTime();
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
