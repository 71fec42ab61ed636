package naru.network;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import naru.base.Fault;

/// An IPv6 network.
///
/// @param base first address, as a number
/// @param length prefix length, 0 to 128
record Prefix6(BigInteger base, int length) {
    private static final int BITS = 128;
    private static final int GROUPS = 8;

    /// Drops host bits.
    Prefix6 {
        base = base.shiftRight(BITS - length).shiftLeft(BITS - length);
    }

    /// Reads `ADDRESS/LENGTH`; INVALID otherwise.
    static Prefix6 parse(String text) {
        int slash = text.indexOf('/');
        String length = text.substring(slash + 1);
        if (slash < 0 || !length.matches("[0-9]{1,3}") || Integer.parseInt(length) > BITS) {
            throw Fault.invalid("invalid subnet " + text + ": write it as address/length, e.g. fd00:61::/64");
        }
        return new Prefix6(address(text.substring(0, slash)), Integer.parseInt(length));
    }

    /// Reads an address (RFC 4291 section 2.2) without a zone; INVALID otherwise. Names are not looked up.
    static BigInteger address(String text) {
        if (text.contains(":") && text.matches("[0-9a-fA-F:.]{2,45}")) {
            try {
                if (InetAddress.getByName(text) instanceof Inet6Address address) {
                    return new BigInteger(1, address.getAddress());
                }
            } catch (UnknownHostException e) {
                throw new Fault(Fault.Kind.INVALID, wrong(text), e);
            }
        }
        throw Fault.invalid(wrong(text));
    }

    private static String wrong(String text) {
        return "invalid IPv6 address " + text + ": write it like fd00:61::2";
    }

    /// Writes an address as RFC 5952 wants it.
    static String text(BigInteger address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = address.shiftRight(16 * (GROUPS - 1 - i)).intValue() & 0xffff;
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        return start < 0
                ? join(groups, 0, GROUPS)
                : join(groups, 0, start) + "::" + join(groups, start + longest, GROUPS);
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /// The sixteen octets of an address.
    static byte[] octets(String text) {
        byte[] number = address(text).toByteArray();
        byte[] octets = new byte[BITS / 8];
        int length = Math.min(number.length, octets.length);
        System.arraycopy(number, number.length - length, octets, octets.length - length, length);
        return octets;
    }

    /// Whether an address is in it.
    boolean contains(BigInteger address) {
        return new Prefix6(address, length).base.equals(base);
    }

    /// Whether all of another network is in it.
    boolean contains(Prefix6 other) {
        return other.length >= length && contains(other.base);
    }

    /// Whether they have an address in common.
    boolean overlaps(Prefix6 other) {
        return contains(other) || other.contains(this);
    }

    /// How many addresses.
    BigInteger size() {
        return BigInteger.ONE.shiftLeft(BITS - length);
    }

    @Override
    public String toString() {
        return text(base) + "/" + length;
    }
}
