package naru.node.dns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A question of the name server's own to another one, and the records of the answer (RFC 1035
/// section 4).
final class ForwardedRecords {
    private static final int HEADER = 12;
    private static final short RECURSION_DESIRED = 0x0100;

    private ForwardedRecords() {}

    /// A question with a number of its own.
    static byte[] question(String name, int type) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + name.length() + 6);
        out.putShort((short) ThreadLocalRandom.current().nextInt(1 << 16)).putShort(RECURSION_DESIRED);
        out.putShort((short) 1).putShort((short) 0).putInt(0);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            out.put((byte) bytes.length).put(bytes);
        }
        out.put((byte) 0).putShort((short) type).putShort((short) 1);
        byte[] message = new byte[out.position()];
        out.get(0, message);
        return message;
    }

    /// The data of all records of a type, whatever their names: those at the end of the aliases. What
    /// is malformed has none.
    static List<byte[]> data(byte[] message, int type) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        try {
            int questions = in.getShort(4) & 0xffff;
            int answers = in.getShort(6) & 0xffff;
            in.position(HEADER);
            for (int i = 0; i < questions; i++) {
                skipName(in);
                in.getInt();
            }
            for (int i = 0; i < answers; i++) {
                skipName(in);
                int kind = in.getShort() & 0xffff;
                in.getShort();
                in.getInt();
                byte[] data = new byte[in.getShort() & 0xffff];
                in.get(data);
                if (kind == type) {
                    found.add(data);
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return List.of(); // another server's mistake is no answer
        }
        return found;
    }

    private static void skipName(ByteBuffer in) {
        int length = in.get() & 0xff;
        while (length != 0) {
            if (length >= 0xc0) {
                in.get();
                return;
            }
            in.position(in.position() + length);
            length = in.get() & 0xff;
        }
    }
}
