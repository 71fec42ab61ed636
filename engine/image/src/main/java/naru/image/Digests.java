package naru.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import naru.base.Fault;

/// SHA-256 digests as images write them: `sha256:` and 64 hexadecimal digits.
public final class Digests {
    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    private Digests() {}

    /// The digest of some bytes.
    public static String of(byte[] bytes) {
        return finish(sha256(bytes));
    }

    /// A running hash.
    public static MessageDigest hash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Ends a running hash.
    public static String finish(MessageDigest hash) {
        return PREFIX + HexFormat.of().formatHex(hash.digest());
    }

    /// Whether it has the form of a digest.
    public static boolean isDigest(String text) {
        return FORM.matcher(text).matches();
    }

    /// Passes a digest through; anything else is an INVALID fault, so that no digest can name a path.
    public static String check(String text) {
        if (!isDigest(text)) {
            throw Fault.invalid("\"" + text + "\" is no digest: sha256: and 64 hexadecimal digits are expected");
        }
        return text;
    }

    /// The 64 digits of a digest.
    public static String hex(String digest) {
        return check(digest).substring(PREFIX.length());
    }

    private static MessageDigest sha256(byte[] bytes) {
        MessageDigest hash = hash();
        hash.update(bytes);
        return hash;
    }
}
