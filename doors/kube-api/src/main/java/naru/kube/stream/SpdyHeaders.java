package naru.kube.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Reads and writes the header blocks of one SPDY/3 connection (draft-mbelshe-httpbis-spdy-00, 2.6.10). Blocks of one
/// direction share a compression context: they are coded in the order in which they travel.
final class SpdyHeaders implements AutoCloseable {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_FIELDS = 100;

    private final Inflater inflater = new Inflater();
    private final Deflater deflater = new Deflater();

    SpdyHeaders() {
        deflater.setDictionary(SpdyDictionary.get());
    }

    /// The fields of a block by their names in lower case.
    Map<String, String> read(byte[] block) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(inflated(block)));
        int count = in.readInt();
        if (count < 0 || count > MOST_FIELDS) {
            throw new IOException("a SPDY header block of " + count + " fields");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = text(in).toLowerCase(Locale.ROOT);
            fields.put(name, text(in));
        }
        return fields;
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a SPDY header of wrong length");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private byte[] inflated(byte[] block) throws IOException {
        inflater.setInput(block);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        try {
            while (true) {
                int count = inflater.inflate(part);
                plain.write(part, 0, count);
                if (plain.size() > MOST_BYTES) {
                    throw new IOException("a SPDY header block of more than " + MOST_BYTES + " bytes");
                }
                if (count == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(SpdyDictionary.get());
                } else if (count == 0) {
                    return plain.toByteArray();
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IOException("a SPDY header block that is not compressed as it should be", e);
        }
    }

    /// A block of these fields.
    byte[] write(Map<String, String> fields) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(plain);
        out.writeInt(fields.size());
        for (Map.Entry<String, String> field : fields.entrySet()) {
            write(out, field.getKey());
            write(out, field.getValue());
        }
        deflater.setInput(plain.toByteArray());
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        int count;
        do {
            count = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
            block.write(part, 0, count);
        } while (count == part.length);
        return block.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public void close() {
        inflater.end();
        deflater.end();
    }
}
