package naru.container.ship;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import naru.base.Fault;

/// Where a driver sends to: `tcp://HOST:PORT`, `unix://PATH` and the like.
///
/// @param scheme in small letters
/// @param host a name or an address, or a path
/// @param port 0 for a path
record Target(String scheme, String host, int port) {
    /// Reads an address; INVALID in Docker's words for what is none.
    ///
    /// @param option whose value it is
    /// @param schemes that the driver speaks
    /// @param standard port if none is named, or 0 if one must be
    static Target parse(String option, String text, Set<String> schemes, int standard) {
        int mark = text.indexOf("://");
        if (mark <= 0) {
            throw Fault.invalid(option + " should be in form proto://address, got " + text);
        }
        String scheme = text.substring(0, mark).toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            throw Fault.invalid(option + ": unsupported scheme '" + scheme + "' in " + text);
        }
        String rest = text.substring(mark + 3);
        if (scheme.startsWith("unix")) {
            if (!rest.startsWith("/")) {
                throw Fault.invalid(option + ": the path of a socket is absolute, got " + text);
            }
            return new Target(scheme, rest, 0);
        }
        int colon = rest.lastIndexOf(':');
        boolean bare = colon < 0 || rest.endsWith("]");
        String host = bare ? rest : rest.substring(0, colon);
        String digits = bare ? Integer.toString(standard) : rest.substring(colon + 1);
        if (host.isEmpty() || !digits.matches("[1-9]\\d{0,4}") || Integer.parseInt(digits) > 65_535) {
            throw Fault.invalid("invalid " + option + " (" + text + "): it names no host and port");
        }
        return new Target(scheme, host.replaceAll("^\\[(.*)]$", "$1"), Integer.parseInt(digits));
    }

    /// Of a scheme whose address is a path.
    Path path() {
        return Path.of(host);
    }

    /// As Docker's messages write it.
    String text() {
        return port == 0 ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
