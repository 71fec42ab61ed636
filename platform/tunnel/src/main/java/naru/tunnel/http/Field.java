package naru.tunnel.http;

import java.util.Locale;

/// A header field as it was sent.
public record Field(String name, String value) {
    /// Whether the field has this name, whatever the case.
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /// The name in lower case, with `_` as `-`, as CGI-like servers confuse them.
    public String plainName() {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
