package naru.cluster.auth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// What somebody proves themselves with: `ID.SECRET`, or `ID.SECRET.CAHASH` where it must also say
/// which cluster it is for.
///
/// @param id 6 hexadecimal digits, by which it is listed and revoked
/// @param secret 32 hexadecimal digits
/// @param caHash SHA-256 of the public key of the cluster's authority, 64 hexadecimal digits; or empty
public record Token(String id, String secret, String caHash) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{6})\\.([0-9a-f]{32})(?:\\.([0-9a-f]{64}))?");

    /// Reads a token as `naru token create` prints it.
    ///
    /// @throws Fault INVALID for any other text, which the sentence does not repeat
    public static Token parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw Fault.invalid("this is no token: one looks like ID.SECRET.HASH, as 'naru token create' printed it");
        }
        String hash = matcher.group(3);
        return new Token(matcher.group(1), matcher.group(2), hash == null ? "" : hash);
    }

    /// Whether a text has the form of one.
    public static boolean looksLike(String text) {
        return FORM.matcher(text).matches();
    }

    /// The whole of it, secret included: for its owner only.
    public String reveal() {
        return id + "." + secret + (caHash.isEmpty() ? "" : "." + caHash);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return id + ".…";
    }
}
