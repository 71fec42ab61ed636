package naru.cluster.build;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The protobuf wire format, as far as descriptors use it: numbers and byte strings.
final class Wire {
    private static final byte[] NONE = {};

    /// One field as it is on the wire: a number or bytes.
    record Part(int field, long number, byte[] bytes) {}

    private Wire() {}

    static List<Part> parts(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        List<Part> parts = new ArrayList<>();
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag & 7) {
                case 0 -> parts.add(new Part(tag >>> 3, varint(in), NONE));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    parts.add(new Part(tag >>> 3, 0, bytes));
                }
                default -> throw new IllegalStateException("wire type " + (tag & 7) + " in a descriptor");
            }
        }
        return parts;
    }

    static List<byte[]> all(List<Part> parts, int field) {
        return parts.stream()
                .filter(part -> part.field() == field)
                .map(Part::bytes)
                .toList();
    }

    static String text(List<Part> parts, int field) {
        List<byte[]> found = all(parts, field);
        return found.isEmpty() ? "" : new String(found.getFirst(), StandardCharsets.UTF_8);
    }

    static long number(List<Part> parts, int field) {
        return parts.stream()
                .filter(part -> part.field() == field)
                .mapToLong(Part::number)
                .findFirst()
                .orElse(0);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
