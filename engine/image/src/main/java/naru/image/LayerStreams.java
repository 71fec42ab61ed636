package naru.image;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import naru.base.Fault;

/// Opens archives that may be compressed: gzip and zstd are recognised by their first bytes, whatever a media type
/// says.
public final class LayerStreams {
    /// Unpacked bytes that one archive may have.
    public static final long MAX_UNPACKED = 64L << 30;
    /// Unpacked bytes from which on the ratio counts.
    private static final long FREE = 2L << 30;
    /// How much larger than its packed form an archive may be beyond that; file systems come to 10, deflate ends at
    /// 1,032.
    private static final long MAX_RATIO = 200;

    private static final int BUFFER = 128 * 1024;
    /// Bytes after which other threads have a turn: what unpacks a small bomb never waits, and virtual threads change
    /// only at those that wait.
    private static final long TURN = 1 << 20;

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
        Counted counted = new Counted(buffered, Long.MAX_VALUE, null, 0);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        return switch (compression(magic).orElse("")) {
            case "gzip" ->
                new Opened(new Counted(new GZIPInputStream(counted, BUFFER), MAX_UNPACKED, counted, free), true);
            case "zstd" -> new Opened(new Counted(new ZstdInputStream(counted), MAX_UNPACKED, counted, free), true);
            default -> new Opened(new Counted(counted, MAX_UNPACKED, null, 0), false);
        };
    }

    /// How an archive that begins with these bytes is compressed, as media types name it; empty if it is not. A
    /// compression that is known and not read is an INVALID fault.
    static Optional<String> compression(byte[] start) {
        String hex = HexFormat.of().formatHex(start, 0, Math.min(4, start.length));
        if (hex.startsWith("1f8b")) {
            return Optional.of("gzip");
        }
        if (hex.equals("28b52ffd")) {
            return Optional.of("zstd");
        }
        if (hex.equals("fd377a58") || hex.startsWith("425a68")) {
            throw Fault.invalid(
                    "archives compressed with xz or bzip2 are not read: unpack it first, or use gzip or zstd");
        }
        return Optional.empty();
    }

    /// Counts bytes and stops at a limit.
    private static final class Counted extends FilterInputStream {
        private final long limit;
        private final @org.jspecify.annotations.Nullable Counted packed;
        private final long free;
        private long count;

        Counted(InputStream in, long limit, @org.jspecify.annotations.Nullable Counted packed, long free) {
            super(in);
            this.limit = limit;
            this.packed = packed;
            this.free = free;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            if (count / TURN != (count + bytes) / TURN) {
                Thread.yield();
            }
            count += bytes;
            boolean bomb = packed != null && count > free && count / MAX_RATIO > packed.count;
            if (count > limit || bomb) {
                throw Fault.tooLarge("the archive unpacks to over " + count + " bytes");
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
