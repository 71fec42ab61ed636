package naru.network;

import naru.base.Fault;

/// An IPv4 network: addresses are ints in network order.
///
/// @param base first address
/// @param length prefix length, 0 to 32
public record Cidr(int base, int length) {
    /// Drops host bits.
    public Cidr {
        base = base & mask(length);
    }

    /// Reads `a.b.c.d/n`; INVALID otherwise. Host bits are dropped.
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw Fault.invalid("invalid subnet " + text + ": write it as address/length, e.g. 10.61.4.0/24");
        }
        return new Cidr(address(text.substring(0, slash)), length(text, text.substring(slash + 1)));
    }

    /// Reads `a.b.c.d`; INVALID otherwise. Names are not looked up.
    public static int address(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw notAddress(text);
        }
        int address = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                throw notAddress(text);
            }
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    /// Writes `a.b.c.d`.
    public static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /// Whether an address is in it.
    public boolean contains(int address) {
        return (address & mask(length)) == base;
    }

    /// Whether all of another network is in it.
    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.base);
    }

    /// Whether they have an address in common.
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /// How many addresses, the first and last included.
    public long size() {
        return 1L << (32 - length);
    }

    /// The last address.
    public int last() {
        return (int) (base + size() - 1);
    }

    @Override
    public String toString() {
        return text(base) + "/" + length;
    }

    private static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    private static int length(String whole, String text) {
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) > 32) {
            throw Fault.invalid("invalid subnet " + whole + ": the length after / must be 0 to 32");
        }
        return Integer.parseInt(text);
    }

    private static Fault notAddress(String text) {
        return Fault.invalid("invalid IPv4 address " + text + ": write it as four numbers, e.g. 10.61.4.2");
    }
}
