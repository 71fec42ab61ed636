package naru.cluster.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;

/// Reads the protobuf wire format (protobuf.dev, "Encoding") within one message. Whatever is wrong is
/// an INVALID fault.
final class WireReader {
    /// A number of variable length.
    static final int VARINT = 0;

    /// Eight bytes.
    static final int FIXED64 = 1;

    /// A length, and as many bytes.
    static final int BYTES = 2;

    /// Four bytes.
    static final int FIXED32 = 5;

    private final ByteBuffer in;

    WireReader(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /// A field's number, times eight, plus how it is written.
    int tag() {
        long tag = varint();
        if (tag <= 7 || tag > 0xffff_ffffL) {
            throw broken("a field's number is " + (tag >>> 3));
        }
        return (int) tag;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = one();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("a number has more than ten bytes");
    }

    long fixed64() {
        need(8);
        return in.getLong();
    }

    /// The message or bytes that follow; the caller's position is behind them.
    ByteBuffer slice() {
        long length = varint();
        need(length);
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice()).toString();
        } catch (CharacterCodingException e) {
            throw new Fault(Fault.Kind.INVALID, "malformed protobuf: a text is not UTF-8", e);
        }
    }

    byte[] bytes() {
        ByteBuffer slice = slice();
        byte[] bytes = new byte[slice.remaining()];
        slice.get(bytes);
        return bytes;
    }

    /// Passes over a field that nobody knows.
    void skip(int type) {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case BYTES -> slice();
            case FIXED32 -> {
                need(4);
                in.position(in.position() + 4);
            }
            default -> throw broken("there is no wire type " + type);
        }
    }

    private byte one() {
        need(1);
        return in.get();
    }

    private void need(long count) {
        if (count < 0 || count > in.remaining()) {
            throw broken("it ends in the middle of a field");
        }
    }

    static Fault broken(String why) {
        return Fault.invalid("malformed protobuf: " + why);
    }
}
