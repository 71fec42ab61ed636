package naru.network;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// DNS questions and the reading of answers, for tests.
final class DnsMessages {
    private DnsMessages() {}

    static byte[] question(String name, int type) {
        ByteBuffer out = ByteBuffer.allocate(512);
        out.putShort((short) 0x1234).putShort((short) 0x0100).putShort((short) 1);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            out.put((byte) bytes.length).put(bytes);
        }
        out.put((byte) 0).putShort((short) type).putShort((short) 1);
        byte[] message = new byte[out.position()];
        out.get(0, message);
        return message;
    }

    static int code(byte[] answer) {
        return answer[3] & 15;
    }

    /// The addresses of an answer to a question as [#question] writes it.
    static List<String> addresses(byte[] answer, byte[] question) {
        ByteBuffer in = ByteBuffer.wrap(answer);
        int count = in.getShort(6);
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(Cidr.text(in.getInt(question.length + 16 * i + 12)));
        }
        return addresses;
    }
}
