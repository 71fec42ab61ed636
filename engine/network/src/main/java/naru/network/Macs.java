package naru.network;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import naru.base.Fault;

/// Hardware addresses, written as `02:42:0a:3d:00:02`.
final class Macs {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

    private Macs() {}

    /// The one asked for, or one that follows from the IPv4 address, or from that of IPv6 if there is no other, so that
    /// neighbours' tables stay true when an address is given again.
    static String choose(String asked, String ipv4, String ipv6) {
        if (asked.isEmpty()) {
            int ip = ipv4.isEmpty() ? digest(Prefix6.octets(ipv6)) : Cidr.address(ipv4);
            byte[] octets = {2, 0x42, (byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
            return FORMAT.formatHex(octets);
        }
        String mac = asked.replace('-', ':').toLowerCase(Locale.ROOT);
        if (!mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}") || (Integer.parseInt(mac.substring(0, 2), 16) & 1) != 0) {
            throw Fault.invalid("invalid MAC address " + asked + ": write six octets, the first one even, e.g. "
                    + "02:42:0a:3d:00:02");
        }
        return mac;
    }

    /// Different for addresses that differ in no more than 32 bits in a row.
    private static int digest(byte[] octets) {
        CRC32 sum = new CRC32();
        sum.update(octets);
        return (int) sum.getValue();
    }

    /// A random, locally administered one.
    static String random() {
        byte[] octets = new byte[6];
        RANDOM.nextBytes(octets);
        octets[0] = 2;
        octets[1] = 0x42;
        return FORMAT.formatHex(octets);
    }
}
