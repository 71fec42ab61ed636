package naru.container.ship;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What of MessagePack fluentd's forward protocol needs, written (github.com/msgpack/msgpack, spec.md).
final class Pack {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /// A list of fewer than 16 follows.
    Pack array(int size) throws IOException {
        out.writeByte(0x90 | size);
        return this;
    }

    /// A map of so many pairs follows.
    Pack map(int size) throws IOException {
        out.writeByte(0xde);
        out.writeShort(size);
        return this;
    }

    Pack text(String value) throws IOException {
        return text(value.getBytes(StandardCharsets.UTF_8));
    }

    Pack text(byte[] value) throws IOException {
        out.writeByte(0xdb);
        out.writeInt(value.length);
        out.write(value);
        return this;
    }

    Pack number(long value) throws IOException {
        out.writeByte(0xd3);
        out.writeLong(value);
        return this;
    }

    /// fluentd's EventTime: seconds and nanoseconds.
    Pack moment(Instant time) throws IOException {
        out.writeByte(0xd7);
        out.writeByte(0);
        out.writeInt((int) time.getEpochSecond());
        out.writeInt(time.getNano());
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
