package naru.image.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Writes a tar archive: ustar heads, with PAX records only where ustar cannot say it. The same entries give the same
/// bytes. Used by one thread.
public final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final long MAX_OCTAL = 077777777777L;
    private static final int MAX_ID = 07777777;

    private final OutputStream out;

    /// Writes to a stream, which the caller closes.
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Writes an entry without data.
    public void put(TarEntry entry) throws IOException {
        writeHeads(entry);
    }

    /// Writes an entry with its data, of which there must be as many bytes as the entry says.
    public void put(TarEntry entry, InputStream data) throws IOException {
        writeHeads(entry);
        long left = entry.size();
        byte[] buffer = new byte[64 * 1024];
        while (left > 0) {
            int count = data.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) { // the file shrank while it was read: keep the archive well formed
                java.util.Arrays.fill(buffer, (byte) 0);
                count = (int) Math.min(buffer.length, left);
            }
            out.write(buffer, 0, count);
            left -= count;
        }
        pad(entry.size());
    }

    /// Writes a file whose data is at hand.
    public void put(TarEntry entry, byte[] data) throws IOException {
        put(entry, new java.io.ByteArrayInputStream(data));
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void writeHeads(TarEntry entry) throws IOException {
        Map<String, byte[]> pax = extras(entry);
        if (!pax.isEmpty()) {
            byte[] records = records(pax);
            String name = "PaxHeaders.0/" + ascii(entry.name(), 80);
            out.write(head(TarEntry.file(name, 0644, records.length, Instant.EPOCH), (byte) 'x'));
            out.write(records);
            pad(records.length);
        }
        out.write(head(entry, flag(entry.type())));
    }

    private static Map<String, byte[]> extras(TarEntry entry) {
        Map<String, byte[]> pax = new TreeMap<>();
        if (!fits(entry.name(), 100)) {
            pax.put("path", utf8(entry.name()));
        }
        if (!fits(entry.link(), 100)) {
            pax.put("linkpath", utf8(entry.link()));
        }
        if (entry.size() > MAX_OCTAL) {
            pax.put("size", utf8(Long.toString(entry.size())));
        }
        if (entry.uid() > MAX_ID || entry.uid() < 0) {
            pax.put("uid", utf8(Integer.toUnsignedString(entry.uid())));
        }
        if (entry.gid() > MAX_ID || entry.gid() < 0) {
            pax.put("gid", utf8(Integer.toUnsignedString(entry.gid())));
        }
        Instant time = entry.modified();
        if (time.getNano() != 0 || time.getEpochSecond() < 0 || time.getEpochSecond() > MAX_OCTAL) {
            pax.put(
                    "mtime",
                    utf8(new java.math.BigDecimal(time.getEpochSecond())
                            .add(java.math.BigDecimal.valueOf(time.getNano(), 9))
                            .stripTrailingZeros()
                            .toPlainString()));
        }
        entry.xattrs().forEach((name, value) -> pax.put("SCHILY.xattr." + name, value));
        return pax;
    }

    private static byte[] records(Map<String, byte[]> pax) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> {
            int body = utf8(key).length + value.length + 3; // space, equals sign, new line
            int length = body + Integer.toString(body).length();
            if (Integer.toString(length).length() != Integer.toString(body).length()) {
                length = body + Integer.toString(length).length();
            }
            records.writeBytes(utf8(length + " " + key + "="));
            records.writeBytes(value);
            records.write('\n');
        });
        return records.toByteArray();
    }

    private static byte[] head(TarEntry entry, byte flag) {
        byte[] head = new byte[BLOCK];
        text(head, 0, 100, entry.name());
        octal(head, 100, 8, entry.mode() & 07777);
        octal(head, 108, 8, entry.uid() > MAX_ID || entry.uid() < 0 ? 0 : entry.uid());
        octal(head, 116, 8, entry.gid() > MAX_ID || entry.gid() < 0 ? 0 : entry.gid());
        octal(head, 124, 12, entry.size() > MAX_OCTAL ? 0 : entry.size());
        octal(head, 136, 12, Math.clamp(entry.modified().getEpochSecond(), 0, MAX_OCTAL));
        head[156] = flag;
        text(head, 157, 100, entry.link());
        text(head, 257, 6, "ustar");
        head[263] = '0';
        head[264] = '0';
        octal(head, 329, 8, entry.major());
        octal(head, 337, 8, entry.minor());
        java.util.Arrays.fill(head, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        octal(head, 148, 7, sum);
        return head;
    }

    private static byte flag(TarEntry.Type type) {
        return (byte)
                switch (type) {
                    case FILE -> '0';
                    case HARDLINK -> '1';
                    case SYMLINK -> '2';
                    case CHARACTER -> '3';
                    case BLOCK -> '4';
                    case DIRECTORY -> '5';
                    case FIFO -> '6';
                };
    }

    private static boolean fits(String text, int length) {
        return text.length() <= length && text.chars().allMatch(c -> c < 128);
    }

    private static String ascii(String text, int length) {
        String safe = text.replaceAll("[^\\x20-\\x7e]", "_");
        return safe.length() <= length ? safe : safe.substring(safe.length() - length);
    }

    private static void text(byte[] head, int offset, int length, String text) {
        byte[] bytes = utf8(text);
        System.arraycopy(bytes, 0, head, offset, Math.min(length, bytes.length));
    }

    private static void octal(byte[] head, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        text(head, offset, length - 1, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }
}
