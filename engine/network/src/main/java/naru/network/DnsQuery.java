package naru.network;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The question of a DNS message, and answers to it (RFC 1035 section 4).
///
/// @param name without the last dot, e.g. `db.shop`
/// @param type 1 A, 12 PTR, 28 AAAA and others
/// @param dnsClass 1 for the internet
/// @param head the message up to the end of its only question, as it came
/// @param limit how many bytes an answer by datagram may have: 512, or what the question says (RFC 6891)
public record DnsQuery(String name, int type, int dnsClass, byte[] head, int limit) {
    /// An IPv4 address.
    public static final int A = 1;
    /// A name of an address.
    public static final int PTR = 12;
    /// An IPv6 address.
    public static final int AAAA = 28;
    /// Code: all is well.
    public static final int NO_ERROR = 0;
    /// Code: the server cannot tell now.
    public static final int SERVER_FAILURE = 2;
    /// Code: there is no such name.
    public static final int NO_NAME = 3;

    private static final int HEADER = 12;
    private static final int OPTIONS = 41;
    private static final int SMALLEST_LIMIT = 512;
    private static final int LARGEST_LIMIT = 1232;
    private static final int TRUNCATED = 0x200;
    private static final int TTL_SECONDS = 600;
    private static final int POINTER_TO_QUESTION = 0xc00c;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE_AND_RECURSION = 0x7900;
    private static final int RECURSION_AVAILABLE = 0x80;
    private static final String REVERSE = ".in-addr.arpa";
    private static final String REVERSE6 = ".ip6.arpa";
    private static final int NIBBLES = 32;

    /// Reads a query; empty for what is malformed, a response, not a standard query, or has not exactly one question.
    public static Optional<DnsQuery> read(byte[] message) {
        if (message.length < HEADER + 5) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        int flags = in.getShort(2);
        if ((flags & (RESPONSE | 0x7800)) != 0 || in.getShort(4) != 1) {
            return Optional.empty();
        }
        in.position(HEADER);
        StringBuilder name = new StringBuilder();
        while (in.hasRemaining()) {
            int length = in.get() & 0xff;
            if (length == 0) {
                return finish(in, name, message);
            }
            if (length > 63 || in.remaining() < length || name.length() > 255) {
                return Optional.empty();
            }
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        return Optional.empty();
    }

    private static Optional<DnsQuery> finish(ByteBuffer in, StringBuilder name, byte[] message) {
        if (in.remaining() < 4) {
            return Optional.empty();
        }
        int type = in.getShort() & 0xffff;
        int dnsClass = in.getShort() & 0xffff;
        byte[] head = new byte[in.position()];
        System.arraycopy(message, 0, head, 0, head.length);
        return Optional.of(new DnsQuery(name.toString(), type, dnsClass, head, limit(in)));
    }

    /// Reads the pseudo-record that says how much the client takes; it is the first after the question.
    private static int limit(ByteBuffer in) {
        boolean told = in.getShort(10) > 0 && in.remaining() >= 5 && in.get() == 0 && in.getShort() == OPTIONS;
        return told ? Math.clamp(in.getShort() & 0xffff, SMALLEST_LIMIT, LARGEST_LIMIT) : SMALLEST_LIMIT;
    }

    /// The address that a PTR question is about.
    public Optional<Integer> reverseAddress() {
        if (type != PTR || !name.toLowerCase(java.util.Locale.ROOT).endsWith(REVERSE)) {
            return Optional.empty();
        }
        String[] parts = name.substring(0, name.length() - REVERSE.length()).split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        int address = 0;
        for (int i = 3; i >= 0; i--) {
            if (!parts[i].matches("[0-9]{1,3}") || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            address = address << 8 | Integer.parseInt(parts[i]);
        }
        return Optional.of(address);
    }

    /// The address that a PTR question is about, IPv4 or IPv6, as text.
    Optional<String> reverseText() {
        Optional<String> four = reverseAddress().map(Cidr::text);
        return four.isPresent() ? four : reverse6();
    }

    private Optional<String> reverse6() {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        if (type != PTR || lower.length() != 2 * NIBBLES - 1 + REVERSE6.length() || !lower.endsWith(REVERSE6)) {
            return Optional.empty();
        }
        String digits = lower.substring(0, 2 * NIBBLES - 1);
        return digits.matches("[0-9a-f](\\.[0-9a-f])*")
                ? Optional.of(Prefix6.text(new BigInteger(
                        new StringBuilder(digits.replace(".", "")).reverse().toString(), 16)))
                : Optional.empty();
    }

    /// An answer with nothing in it but its code.
    public byte[] answer(int code) {
        return response(code, List.of());
    }

    /// An answer without records that sends the client to the stream.
    byte[] truncated() {
        byte[] message = answer(NO_ERROR);
        message[2] |= (byte) (TRUNCATED >> 8);
        return message;
    }

    /// An answer with addresses of four or sixteen octets.
    byte[] answer(List<byte[]> addresses) {
        return response(NO_ERROR, addresses);
    }

    /// An answer with a name.
    byte[] answer(String target) {
        ByteBuffer data = ByteBuffer.allocate(target.length() + 2);
        for (String label : target.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            data.put((byte) bytes.length).put(bytes);
        }
        data.put((byte) 0);
        return response(NO_ERROR, List.of(data.array()));
    }

    private byte[] response(int code, List<byte[]> records) {
        int size = head.length
                + records.stream().mapToInt(data -> 12 + data.length).sum();
        ByteBuffer out = ByteBuffer.allocate(size).put(head);
        int flags = RESPONSE | out.getShort(2) & OPCODE_AND_RECURSION | RECURSION_AVAILABLE | code;
        out.putShort(2, (short) flags).putShort(6, (short) records.size()).putInt(8, 0);
        for (byte[] data : records) {
            out.putShort((short) POINTER_TO_QUESTION).putShort((short) type).putShort((short) dnsClass);
            out.putInt(TTL_SECONDS).putShort((short) data.length).put(data);
        }
        return out.array();
    }
}
