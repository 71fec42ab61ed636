package naru.network;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Frames of Ethernet as somebody may send them who means no good; checksums inside of IP are left out, as no bridge
/// looks at them.
final class Frames {
    static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    static final int ARP = 0x0806;
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    private static final int ETHERNET = 14;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;
    private static final int UDP = 17;
    private static final String ALL_NODES = "ff02::1";

    private Frames() {}

    /// Any frame.
    static byte[] ethernet(String to, String from, int type, byte[] payload) {
        return join(mac(to), mac(from), half(type), payload);
    }

    /// The same in an empty 802.1Q tag, which Linux takes off.
    static byte[] tagged(byte[] frame) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        tagged.put(frame, 0, 12).putInt(0x81000000).put(frame, 12, frame.length - 12);
        return tagged.array();
    }

    /// The same in 802.3 with SNAP (RFC 1042).
    static byte[] snap(byte[] frame) {
        byte[] payload = new byte[frame.length - 12];
        System.arraycopy(frame, 12, payload, 0, payload.length);
        byte[] header = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0};
        ByteBuffer whole = ByteBuffer.allocate(14 + header.length + payload.length);
        whole.put(frame, 0, 12).putShort((short) (header.length + payload.length));
        return whole.put(header).put(payload).array();
    }

    /// What ARP says: the hardware address of an IPv4 address.
    static byte[] arp(String mac, String address) {
        return join(new byte[] {0, 1, 8, 0, 6, 4, 0, 2}, mac(mac), ipv4(address), mac(BROADCAST), ipv4("10.61.0.99"));
    }

    /// A UDP datagram.
    static byte[] udp4(String from, String to, int port) {
        byte[] header = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, UDP, 0, 0};
        return join(header, ipv4(from), ipv4(to), udp(port));
    }

    /// The same by IPv6.
    static byte[] udp6(String from, String to, int port) {
        return ipv6(from, to, UDP, udp(port));
    }

    /// A message of neighbour discovery about a target, or of another ICMPv6 type.
    static byte[] icmp6(String from, int type, String target) {
        return ipv6(from, ALL_NODES, ICMPV6, join(new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, 0}, ipv6(target)));
    }

    /// The same behind options that say nothing.
    static byte[] hiddenIcmp6(String from, int type, String target) {
        byte[] options = {ICMPV6, 0, 1, 4, 0, 0, 0, 0};
        return ipv6(
                from,
                ALL_NODES,
                HOP_BY_HOP,
                join(options, new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, 0}, ipv6(target)));
    }

    /// The same with something behind it that no protocol looks at.
    static byte[] followed(byte[] frame, byte[] tail) {
        ByteBuffer whole = ByteBuffer.wrap(join(frame, tail));
        int length = whole.capacity() - ETHERNET;
        switch (whole.getShort(ETHERNET - 2) & 0xffff) {
            case IPV4 -> {
                whole.putShort(ETHERNET + 2, (short) length);
                whole.putShort(ETHERNET + 10, checksum(whole));
            }
            case IPV6 -> whole.putShort(ETHERNET + 4, (short) (length - 40));
            default -> {}
        }
        return whole.array();
    }

    /// Of an IPv4 header (RFC 791), while the field is zero.
    private static short checksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = ETHERNET; at < ETHERNET + 20; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    private static byte[] ipv6(String from, String to, int next, byte[] payload) {
        byte[] header = ByteBuffer.allocate(8)
                .putInt(0x60000000)
                .putShort((short) payload.length)
                .put((byte) next)
                .put((byte) 255)
                .array();
        return join(header, ipv6(from), ipv6(to), payload);
    }

    private static byte[] udp(int port) {
        return join(half(67), half(port), half(8), half(0));
    }

    private static byte[] half(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static byte[] ipv4(String text) {
        return ByteBuffer.allocate(4).putInt(Cidr.address(text)).array();
    }

    private static byte[] ipv6(String text) {
        return Prefix6.octets(text);
    }

    private static byte[] join(byte[]... parts) {
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
