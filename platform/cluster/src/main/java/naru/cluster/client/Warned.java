package naru.cluster.client;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.http.Headers;

/// Reads the header `Warning` (RFC 9111 section 5.5, as Kubernetes uses it: `299 - "sentence"`).
final class Warned {
    private static final Pattern FORM = Pattern.compile("299 \\S+ \"((?:[^\"\\\\]|\\\\.)*)\"");

    private Warned() {}

    static void tell(Headers headers, Consumer<String> warnings) {
        for (String value : headers.all("Warning")) {
            Matcher matcher = FORM.matcher(value);
            while (matcher.find()) {
                warnings.accept(matcher.group(1).replaceAll("\\\\(.)", "$1"));
            }
        }
    }
}
