package naru.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;

/// Percent-decoding of paths, where a plus sign is a plus sign.
final class Paths {
    private Paths() {}

    static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "invalid URL escape in path: " + raw, e);
        }
    }
}
