package naru.image.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive from a stream: ustar, PAX (path, linkpath, size, ids, times, SCHILY.xattr), GNU long names and
/// base-256 numbers. Used by one thread.
///
/// What an archive claims is limited: the length of names and extended heads and the number of entries. A malformed
/// archive is an INVALID fault. Names are handed on as they are: who writes them resolves them inside a root.
public final class TarReader {
    private static final int BLOCK = 512;
    private static final byte[] ZEROS = new byte[BLOCK];
    private static final int MAX_EXTENSION = 1 << 20;
    /// The largest images known have some 500,000 files in all of their layers.
    private static final long MAX_ENTRIES = 2_000_000;
    private static final int MAX_NAME = 4096; // bytes of a path that the kernel takes (PATH_MAX)
    private static final String XATTR = "SCHILY.xattr.";
    /// What is read of extended heads besides attributes; all else is skipped.
    private static final Set<String> KNOWN =
            Set.of("path", "linkpath", "size", "uid", "gid", "mtime", "GNU.sparse.major", "GNU.sparse.map");
    /// Seconds and parts of them; larger ones are no time, and 1e999999999 would be written out for hours.
    private static final Pattern TIME = Pattern.compile("[+-]?\\d{0,12}(\\.\\d{0,100})?");

    private final InputStream in;
    private final byte[] head = new byte[BLOCK];
    private final Map<String, String> global = new HashMap<>();
    private long entries;
    private long globals;
    private long remaining;
    private int padding;

    /// Reads from a stream, which the caller closes.
    public TarReader(InputStream in) {
        this.in = in;
    }

    /// The next entry, after skipping what is left of the one before; empty at the end.
    public Optional<TarEntry> next() throws IOException {
        skipRest();
        Map<String, String> pax = new HashMap<>(global);
        Map<String, byte[]> xattrs = new TreeMap<>();
        long extensions = 0;
        while (readHead()) {
            long size = number(124, 12);
            switch (head[156]) {
                case 'L' -> pax.put("path", trimmed(extension(size, extensions)));
                case 'K' -> pax.put("linkpath", trimmed(extension(size, extensions)));
                case 'x' -> records(extension(size, extensions), pax, xattrs);
                case 'g' -> {
                    records(extension(size, globals), global, new TreeMap<>());
                    globals += size + BLOCK;
                }
                default -> {
                    return Optional.of(counted(entry(pax, xattrs, size)));
                }
            }
            extensions += size + BLOCK;
        }
        return Optional.empty();
    }

    /// The data of the current entry; ends with it. Not to be used after the next call of [#next].
    public InputStream data() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (remaining == 0) {
                    return -1;
                }
                int count = in.read(bytes, offset, (int) Math.min(length, remaining));
                if (count < 0) {
                    throw truncated();
                }
                remaining -= count;
                return count;
            }
        };
    }

    private TarEntry counted(TarEntry entry) {
        if (++entries > MAX_ENTRIES) {
            throw Fault.tooLarge("the archive has over " + MAX_ENTRIES + " entries");
        }
        int longest = Math.max(entry.name().length(), entry.link().length());
        if (longest > MAX_NAME) {
            throw Fault.invalid("the archive has a name of " + longest + " characters: no file system takes it");
        }
        return entry;
    }

    private TarEntry entry(Map<String, String> pax, Map<String, byte[]> xattrs, long headSize) {
        String name = pax.getOrDefault("path", prefixedName());
        TarEntry.Type type = type(head[156], name);
        long size = pax.containsKey("size") ? decimal(pax.get("size")) : headSize;
        if (size < 0) {
            throw Fault.invalid("the archive's entry \"" + name + "\" has the size " + size);
        }
        if (pax.containsKey("GNU.sparse.major") || pax.containsKey("GNU.sparse.map")) {
            throw Fault.invalid("the archive's entry \"" + name + "\" is a sparse file: pack it without --sparse");
        }
        boolean hasData = type == TarEntry.Type.FILE;
        remaining = hasData ? size : 0;
        padding = (int) ((BLOCK - remaining % BLOCK) % BLOCK);
        return new TarEntry(
                name,
                type,
                (int) number(100, 8) & 07777,
                (int) (pax.containsKey("uid") ? decimal(pax.get("uid")) : number(108, 8)),
                (int) (pax.containsKey("gid") ? decimal(pax.get("gid")) : number(116, 8)),
                remaining,
                pax.containsKey("mtime") ? time(pax.get("mtime")) : time(number(136, 12)),
                pax.getOrDefault("linkpath", text(157, 100)),
                (int) number(329, 8),
                (int) number(337, 8),
                xattrs);
    }

    private static TarEntry.Type type(byte flag, String name) {
        return switch (flag) {
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARDLINK;
            case '2' -> TarEntry.Type.SYMLINK;
            case '3' -> TarEntry.Type.CHARACTER;
            case '4' -> TarEntry.Type.BLOCK;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default ->
                throw Fault.invalid("the archive's entry \"" + name + "\" has the unknown type '" + (char) flag + "'");
        };
    }

    /// Reads the next head; false at the end, which is a block of zeros or the end of the stream.
    private boolean readHead() throws IOException {
        int count = in.readNBytes(head, 0, BLOCK);
        if (count == 0) {
            return false;
        }
        if (count < BLOCK) {
            throw truncated();
        }
        if (isZero()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return false;
        }
        checkSum();
        return true;
    }

    private boolean isZero() {
        return Arrays.equals(head, ZEROS);
    }

    private void checkSum() {
        long unsigned = 0;
        for (int i = 0; i < BLOCK; i++) {
            unsigned += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
        }
        if (unsigned != number(148, 8)) {
            throw Fault.invalid("this is no tar archive: the check sum of entry " + (entries + 1) + " is wrong");
        }
    }

    /// @param before bytes of those that belong together with it
    private byte[] extension(long size, long before) throws IOException {
        if (size < 0 || size + before > MAX_EXTENSION) {
            throw Fault.invalid("the archive has an extended head of " + (size + before) + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        int pad = (int) ((BLOCK - size % BLOCK) % BLOCK);
        if (bytes.length < size || in.readNBytes(pad).length < pad) {
            throw truncated();
        }
        return bytes;
    }

    /// Takes PAX records, `LENGTH KEY=VALUE\n` each.
    private static void records(byte[] bytes, Map<String, String> pax, Map<String, byte[]> xattrs) {
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int space = at;
            while (space < bytes.length && bytes[space] != ' ') {
                space++;
            }
            long length = decimal(new String(bytes, at, space - at, StandardCharsets.US_ASCII));
            int end = (int) Math.min(Integer.MAX_VALUE, at + length);
            int equals = space;
            while (equals < bytes.length && bytes[equals] != '=') {
                equals++;
            }
            if (length <= 0 || end > bytes.length || equals >= end) {
                throw Fault.invalid("the archive has a malformed extended head");
            }
            String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
            if (key.startsWith(XATTR)) {
                xattrs.put(key.substring(XATTR.length()), value);
            } else if (KNOWN.contains(key)) {
                pax.put(key, new String(value, StandardCharsets.UTF_8));
            }
            at = end;
        }
    }

    private String prefixedName() {
        boolean ustar = head[257] == 'u' && head[258] == 's' && head[259] == 't' && head[260] == 'a' && head[262] == 0;
        String prefix = ustar ? text(345, 155) : "";
        String name = text(0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && head[end] != 0) {
            end++;
        }
        return new String(head, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static String trimmed(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private long number(int offset, int length) {
        if ((head[offset] & 0x80) != 0) {
            long value = head[offset] & 0x3f;
            for (int i = offset + 1; i < offset + length; i++) {
                value = value << 8 | head[i] & 0xff;
            }
            return value;
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            byte b = head[i];
            if (b >= '0' && b <= '7') {
                value = value * 8 + (b - '0');
            } else if (b != ' ' && b != 0) {
                throw Fault.invalid(
                        "this is no tar archive: the head of entry " + (entries + 1) + " has a malformed number");
            }
        }
        return value;
    }

    private static long decimal(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new Fault(Fault.Kind.INVALID, "the archive has the malformed number \"" + text + "\"", e);
        }
    }

    private static Instant time(String seconds) {
        if (!TIME.matcher(seconds).matches()) {
            throw malformed(seconds, null);
        }
        try {
            BigDecimal exact = new BigDecimal(seconds);
            long whole = exact.setScale(0, RoundingMode.FLOOR).longValueExact();
            long nanos =
                    exact.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
            return Instant.ofEpochSecond(whole, nanos);
        } catch (NumberFormatException e) {
            throw malformed(seconds, e);
        }
    }

    private static Instant time(long seconds) {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw malformed(Long.toString(seconds), e);
        }
    }

    private static Fault malformed(String time, @Nullable Throwable cause) {
        String shown = time.substring(0, Math.min(40, time.length()));
        return new Fault(Fault.Kind.INVALID, "the archive has the malformed time \"" + shown + "\"", cause);
    }

    private void skipRest() throws IOException {
        // read, not skipped: a stream that hashes what is read must see every byte
        long left = remaining + padding;
        byte[] discarded = new byte[(int) Math.min(left, 64 * 1024)];
        while (left > 0) {
            int count = in.read(discarded, 0, (int) Math.min(discarded.length, left));
            if (count < 0) {
                throw truncated();
            }
            left -= count;
        }
        remaining = 0;
        padding = 0;
    }

    private static EOFException truncated() {
        return new EOFException("the archive ends in the middle of an entry");
    }
}
