package naru.node.pod.spec;

import java.util.List;
import java.util.Map;

/// `$(NAME)` in commands, arguments and values: what is known is put in, `$$` is a dollar, and all else stays as it is
/// (Kubernetes, "Define dependent environment variables").
public final class Expansion {
    private Expansion() {}

    /// A text with what is known put in.
    public static String of(String text, Map<String, String> known) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                out.append(c);
                at++;
            } else if (text.charAt(at + 1) == '$') {
                out.append('$');
                at += 2;
            } else {
                at = reference(text, at, known, out);
            }
        }
        return out.toString();
    }

    private static int reference(String text, int at, Map<String, String> known, StringBuilder out) {
        int end = text.charAt(at + 1) == '(' ? text.indexOf(')', at) : -1;
        if (end < 0) {
            out.append('$');
            return at + 1;
        }
        String name = text.substring(at + 2, end);
        String value = known.get(name);
        out.append(value == null ? text.substring(at, end + 1) : value);
        return end + 1;
    }

    /// Texts with what is known put in.
    public static List<String> of(List<String> texts, Map<String, String> known) {
        return texts.stream().map(text -> of(text, known)).toList();
    }
}
