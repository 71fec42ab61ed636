package naru.build.dockerfile;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import naru.base.Fault;

/// Patterns of paths as Go's filepath.Match reads them, with `**` for any number of folders.
public final class Glob {
    private static final String MAGIC = "*?[\\";

    private Glob() {}

    /// Whether the text has a character that means more than itself.
    public static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> MAGIC.indexOf(c) >= 0);
    }

    /// A pattern for whole paths with `/` between names; a malformed one is an INVALID fault.
    public static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (c == '*') {
                i = star(glob, i, regex);
            } else if (c == '?') {
                regex.append("[^/]");
                i++;
            } else if (c == '[') {
                i = characterClass(glob, i, regex);
            } else if (c == '\\') {
                if (++i >= glob.length()) {
                    throw malformed(glob);
                }
                regex.append(Pattern.quote(String.valueOf(glob.charAt(i++))));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
                i++;
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException _) {
            throw malformed(glob);
        }
    }

    private static int star(String glob, int at, StringBuilder regex) {
        if (!glob.startsWith("**", at)) {
            regex.append("[^/]*");
            return at + 1;
        }
        int next = at + 2;
        if (next >= glob.length()) {
            regex.append(".*");
            return next;
        }
        regex.append("(?:.*/)?");
        return glob.charAt(next) == '/' ? next + 1 : next;
    }

    private static int characterClass(String glob, int at, StringBuilder regex) {
        int i = at + 1;
        regex.append("(?!/)[");
        if (i < glob.length() && glob.charAt(i) == '^') {
            regex.append('^');
            i++;
        }
        boolean some = false;
        while (i < glob.length() && glob.charAt(i) != ']') {
            char c = glob.charAt(i);
            if (c == '\\' && i + 1 < glob.length()) {
                c = glob.charAt(++i);
                regex.append('\\').append(c);
            } else {
                regex.append(c == '-' || Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c);
            }
            some = true;
            i++;
        }
        if (!some || i >= glob.length()) {
            throw malformed(glob);
        }
        regex.append(']');
        return i + 1;
    }

    private static Fault malformed(String glob) {
        return Fault.invalid("syntax error in pattern: " + glob);
    }
}
