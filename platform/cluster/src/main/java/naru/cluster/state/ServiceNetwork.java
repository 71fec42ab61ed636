package naru.cluster.state;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// The addresses that services are given: an IPv4 network such as `10.63.0.0/16`. Immutable.
///
/// @param text as it was written
/// @param base its first address, as a number
/// @param size how many addresses it has
public record ServiceNetwork(String text, long base, long size) {
    private static final Pattern FORM = Pattern.compile("([0-9.]+)/([0-9]{1,2})");
    private static final int LONGEST = 28;
    private static final int BITS = 32;

    /// What Naru takes if nothing else is said.
    public static final ServiceNetwork DEFAULT = parse("10.63.0.0/16");

    /// Reads a network.
    ///
    /// @throws Fault INVALID if it is none, or too small to be of use
    public static ServiceNetwork parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            int prefix = Integer.parseInt(matcher.group(2));
            long address = number(matcher.group(1));
            if (address >= 0 && prefix >= 8 && prefix <= LONGEST) {
                long size = 1L << (BITS - prefix);
                return new ServiceNetwork(text, address / size * size, size);
            }
        }
        throw Fault.invalid(
                "\"" + text + "\" is no network for services: write one such as 10.63.0.0/16, at least a /" + LONGEST);
    }

    /// The address at a place: 1 is the API's own.
    public String address(long place) {
        long number = base + place;
        return (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    /// Whether an address can be given to a service.
    public boolean contains(String address) {
        long number = number(address);
        return number > base && number < base + size - 1;
    }

    private static long number(String address) {
        String[] parts = address.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            if (parts.length != 4 || !part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return -1;
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }
}
