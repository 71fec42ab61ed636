package naru.pipeline.run;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/// Replaces secrets in text that comes in pieces: as they are, line by line, in base64 and as URLs have them.
///
/// Values of one to three characters are not replaced: they would blank half the log. Safe for use by many threads;
/// each stream of text has its own [Stream].
public final class Masker {
    /// What stands where a secret was.
    public static final String MASK = "****";

    private static final int SHORTEST = 4;

    private final Set<String> hidden = new CopyOnWriteArraySet<>();
    private volatile List<String> patterns = List.of();

    /// Hides a value from now on; false if it is too short to be hidden.
    public synchronized boolean hide(String value) {
        String secret = value.strip();
        if (secret.length() < SHORTEST) {
            return false;
        }
        add(secret);
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() > SHORTEST)
                .forEach(this::add);
        patterns = hidden.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return true;
    }

    private void add(String secret) {
        hidden.add(secret);
        hidden.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        hidden.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
        hidden.add(secret.replace("'", "'\\''"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int first = offset == 0 ? 0 : offset + 1;
            int last = text.length() - (shifted.length % 3 == 0 ? 0 : 1);
            if (last - first >= SHORTEST) {
                hidden.add(text.substring(first, last));
            }
        }
    }

    /// Whether a text holds a hidden value.
    public boolean holds(String text) {
        return patterns.stream().anyMatch(text::contains);
    }

    /// A whole text without its secrets.
    public String mask(String text) {
        String masked = text;
        for (String pattern : patterns) {
            masked = masked.replace(pattern, MASK);
        }
        return masked;
    }

    /// A new stream of text.
    public Stream stream() {
        return new Stream();
    }

    /// One stream: holds back what could be the beginning of a secret.
    public final class Stream {
        private String held = "";

        /// What can be shown now.
        public synchronized String push(String piece) {
            String masked = mask(held + piece);
            int keep = 0;
            for (String pattern : patterns) {
                keep = Math.max(keep, overlap(masked, pattern));
            }
            held = masked.substring(masked.length() - keep);
            return masked.substring(0, masked.length() - keep);
        }

        /// What was held back; the stream ends.
        public synchronized String flush() {
            String rest = held;
            held = "";
            return rest;
        }

        /// Characters at the end of a text that begin a pattern.
        private static int overlap(String text, String pattern) {
            for (int n = Math.min(text.length(), pattern.length() - 1); n > 0; n--) {
                if (pattern.startsWith(text.substring(text.length() - n))) {
                    return n;
                }
            }
            return 0;
        }
    }
}
