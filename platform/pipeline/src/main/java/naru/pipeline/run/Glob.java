package naru.pipeline.run;

import java.util.regex.Pattern;

/// Ant's patterns: `*` within a name, `**` across folders, `?` one character; a folder's `/` at the end means all in
/// it.
final class Glob {
    private Glob() {}

    static Pattern pattern(String glob) {
        String text = glob.endsWith("/") ? glob + "**" : glob;
        if (text.startsWith("./")) {
            text = text.substring(2);
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (text.startsWith("/**", i) && i + 3 == text.length()) {
                regex.append("(?:/.*)?");
                i += 2;
            } else if (text.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else {
                regex.append(c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
