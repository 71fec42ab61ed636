package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import naru.base.Fault;

/// A `.dockerignore`: which paths of the context are left out. The last rule that fits decides; `!` takes back in.
public final class IgnoreRules {
    /// Nothing is left out.
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private record Rule(boolean negative, Pattern pattern) {}

    private final List<Rule> rules;

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Reads the text of the file; a malformed pattern is an INVALID fault that names its line.
    public static IgnoreRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        int number = 0;
        for (String line : text.replaceFirst("^\uFEFF", "").lines().toList()) {
            number++;
            String pattern = line.strip();
            if (line.startsWith("#") || pattern.isEmpty()) {
                continue;
            }
            try {
                rules.add(rule(pattern));
            } catch (Fault e) {
                throw Fault.invalid("error reading .dockerignore, line " + number + ": " + e.sentence());
            }
        }
        return new IgnoreRules(rules);
    }

    /// Rules from patterns, as `COPY --exclude` gives them.
    public static IgnoreRules of(List<String> patterns) {
        return new IgnoreRules(patterns.stream().map(IgnoreRules::rule).toList());
    }

    private static Rule rule(String text) {
        boolean negative = text.startsWith("!");
        String pattern = clean(negative ? text.substring(1).strip() : text);
        if (negative && pattern.isEmpty()) {
            throw Fault.invalid("illegal exclusion pattern: \"!\"");
        }
        return new Rule(negative, Glob.compile(pattern));
    }

    /// Takes away `.` and `..` elements and slashes at both ends.
    static String clean(String path) {
        List<String> kept = new ArrayList<>();
        for (String element : path.split("/")) {
            if (element.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.removeLast();
                }
            } else if (!element.isEmpty() && !element.equals(".")) {
                kept.add(element);
            }
        }
        return String.join("/", kept);
    }

    /// Whether the path (relative, `/` between names) is left out: it or a folder above it fits.
    public boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            if (rule.negative() == excluded && fits(rule.pattern(), path)) {
                excluded = !rule.negative();
            }
        }
        return excluded;
    }

    /// Whether something below an excluded folder may be taken back in.
    public boolean hasExceptions() {
        return rules.stream().anyMatch(Rule::negative);
    }

    private static boolean fits(Pattern pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (pattern.matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }
}
