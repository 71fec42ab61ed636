package naru.build.dockerfile;

import java.util.regex.Pattern;

/// Patterns as `${v#p}` takes them: `*`, `?`, and a backslash before a plain character.
final class ShellPattern {
    private ShellPattern() {}

    static Pattern compile(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else {
                char plain = c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c;
                regex.append(Pattern.quote(String.valueOf(plain)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    static String withoutPrefix(String value, Pattern pattern, boolean greedy) {
        for (int i = 0; i <= value.length(); i++) {
            int cut = greedy ? value.length() - i : i;
            if (pattern.matcher(value.substring(0, cut)).matches()) {
                return value.substring(cut);
            }
        }
        return value;
    }

    static String withoutSuffix(String value, Pattern pattern, boolean greedy) {
        for (int i = 0; i <= value.length(); i++) {
            int cut = greedy ? i : value.length() - i;
            if (pattern.matcher(value.substring(cut)).matches()) {
                return value.substring(0, cut);
            }
        }
        return value;
    }
}
