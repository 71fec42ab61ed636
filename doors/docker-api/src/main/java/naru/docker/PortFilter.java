package naru.docker;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// The ports that the filters `publish` and `expose` speak of: `80`, `80/udp` or `8000-8080/tcp`.
record PortFilter(int first, int last, String protocol) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp|sctp))?");

    /// Reads one; another form is an INVALID fault.
    static PortFilter of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw Fault.invalid("invalid port \"" + text + "\" in a filter: write 80, 80/udp or 8000-8080");
        }
        int first = Integer.parseInt(parts.group(1));
        int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
        return new PortFilter(first, last, parts.group(3) == null ? "tcp" : parts.group(3));
    }

    boolean has(int port, String ofProtocol) {
        return first <= port && port <= last && protocol.equals(ofProtocol);
    }

    /// Whether it has one of the ports, each `80/tcp` or `80`.
    boolean hasAny(Set<String> ports) {
        return ports.stream().map(PortFilter::of).anyMatch(port -> has(port.first, port.protocol));
    }
}
