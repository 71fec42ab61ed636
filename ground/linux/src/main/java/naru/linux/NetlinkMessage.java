package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/// One rtnetlink request under construction: header, fixed part, attributes (netlink(7), rtnetlink(7)).
///
/// Integers are in the machine's order, addresses in the network's; every attribute is padded to 4 bytes while its
/// length field is not.
final class NetlinkMessage {
    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int DUMP = 0x300;
    static final int CREATE = 0x400;

    private static final int HEADER = 16;
    private static final int CAPACITY = 2048;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());
    private final boolean dump;

    NetlinkMessage(int type, int flags) {
        dump = (flags & DUMP) == DUMP;
        buffer.putInt(0).putShort((short) type).putShort((short) (REQUEST | (dump ? 0 : ACK) | flags));
        buffer.putInt(0).putInt(0);
    }

    /// struct ifinfomsg.
    NetlinkMessage link(int index, int flags, int change) {
        buffer.put((byte) 0).put((byte) 0).putShort((short) 0);
        buffer.putInt(index).putInt(flags).putInt(change);
        return this;
    }

    /// Four bytes of a fixed part.
    NetlinkMessage octets(int a, int b, int c, int d) {
        buffer.put((byte) a).put((byte) b).put((byte) c).put((byte) d);
        return this;
    }

    /// Two bytes in the machine's order and two single ones of a fixed part.
    NetlinkMessage halfAndOctets(int half, int c, int d) {
        buffer.putShort((short) half).put((byte) c).put((byte) d);
        return this;
    }

    /// An integer of a fixed part.
    NetlinkMessage integer(int value) {
        buffer.putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        pad();
        return this;
    }

    NetlinkMessage attribute(int type, int value) {
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    NetlinkMessage attribute(int type, String value) {
        byte[] text = (value + "\0").getBytes(StandardCharsets.US_ASCII);
        return attribute(type, text);
    }

    /// Opens an attribute that holds attributes; [#end] closes it.
    int begin(int type) {
        int at = buffer.position();
        buffer.putShort((short) 0).putShort((short) type);
        return at;
    }

    NetlinkMessage end(int begun) {
        buffer.putShort(begun, (short) (buffer.position() - begun));
        return this;
    }

    boolean isDump() {
        return dump;
    }

    /// The finished bytes, with their length and number filled in.
    byte[] bytes(int sequence) {
        int length = buffer.position();
        buffer.putInt(0, length).putInt(HEADER / 2, sequence);
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return bytes;
    }

    /// Visits the attributes of an answer's body from an offset on; what is malformed ends it.
    static void attributes(ByteBuffer body, int from, BiConsumer<Integer, ByteBuffer> visitor) {
        int at = from;
        while (at + 4 <= body.limit()) {
            int length = body.getShort(at) & 0xffff;
            if (length < 4 || at + length > body.limit()) {
                return;
            }
            int type = body.getShort(at + 2) & 0x3fff;
            visitor.accept(type, body.slice(at + 4, length - 4).order(ByteOrder.nativeOrder()));
            at += (length + 3) & ~3;
        }
    }

    private void pad() {
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
    }
}
