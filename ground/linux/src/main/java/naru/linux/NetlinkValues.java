package naru.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How values of netlink attributes are written.
final class NetlinkValues {
    private NetlinkValues() {}

    /// A text that ends with a byte of zero.
    static String text(ByteBuffer value) {
        byte[] bytes = new byte[Math.max(0, value.limit() - 1)];
        value.get(0, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /// A hardware address as `02:42:..`.
    static String mac(ByteBuffer value) {
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    /// The octets of a hardware address.
    static byte[] octets(String mac) {
        return HexFormat.ofDelimiter(":").parseHex(mac);
    }

    /// The octets of an IPv4 address.
    static byte[] network(int address) {
        return ByteBuffer.allocate(4).putInt(address).array();
    }

    static byte[] flag(boolean value) {
        return new byte[] {(byte) (value ? 1 : 0)};
    }
}
