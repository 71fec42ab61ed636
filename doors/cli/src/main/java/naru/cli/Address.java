package naru.cli;

import naru.base.Fault;

/// A host and a port, as people write them.
///
/// @param host a name or an IP address; 127.0.0.1 unless given
/// @param port 0 to 65535; 0 lets the kernel choose
public record Address(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /// Reads `HOST:PORT`, `:PORT` (all interfaces), `PORT` (this machine only) or `[IPV6]:PORT`.
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        if (host.isEmpty()) {
            host = "0.0.0.0";
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Address(host, port(text, text.substring(colon + 1)));
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw wrong(text, e);
        }
        throw wrong(text, null);
    }

    private static Fault wrong(String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new Fault(
                Fault.Kind.INVALID,
                "'" + text + "' is not an address: write HOST:PORT, for example 127.0.0.1:7070",
                cause);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
