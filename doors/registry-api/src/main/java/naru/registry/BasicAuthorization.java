package naru.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/// A name and password out of a header `Authorization` (RFC 7617).
///
/// @param name before the first colon
/// @param password all after it
record BasicAuthorization(String name, String password) {
    private static final String SCHEME = "Basic ";

    /// Reads a header; empty for another scheme and for what is malformed.
    static Optional<BasicAuthorization> read(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String[] pair = new String(decoded, UTF_8).split(":", 2);
            return pair.length == 2 ? Optional.of(new BasicAuthorization(pair[0], pair[1])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not Base64
        }
    }
}
