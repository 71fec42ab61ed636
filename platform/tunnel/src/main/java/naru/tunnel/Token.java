package naru.tunnel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// What an agent proves itself with: `naru-SECRET@FINGERPRINT`.
///
/// The secret is 64 hexadecimal digits, known to the agent alone (the relay keeps its SHA-256). The fingerprint is
/// the SHA-256 of the relay's certificate, by which the agent knows that it speaks with the right relay.
///
/// @param secret 64 hexadecimal digits
/// @param fingerprint 64 hexadecimal digits
public record Token(String secret, String fingerprint) {
    private static final Pattern FORM = Pattern.compile("naru-([0-9a-f]{64})@([0-9a-f]{64})");

    /// Reads a token as `naru relay token` prints it; anything else is an INVALID fault that does not repeat it.
    public static Token parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw Fault.invalid("this is no tunnel token: one looks like naru-SECRET@FINGERPRINT,"
                    + " as the relay printed it when it was created");
        }
        return new Token(matcher.group(1), matcher.group(2));
    }

    /// The whole token, secret included: for the file or the terminal of its owner only.
    public String reveal() {
        return "naru-" + secret + "@" + fingerprint;
    }

    @Override
    public String toString() {
        return "naru-…@" + fingerprint;
    }
}
