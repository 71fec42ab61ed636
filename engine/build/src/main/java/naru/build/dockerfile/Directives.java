package naru.build.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `# name=value` lines at the very top that steer the reading: `syntax`, `escape`, `check`.
///
/// @param escape the escape character
/// @param syntax the frontend asked for, or empty; Naru reads the language itself and ignores it
record Directives(char escape, String syntax) {
    private static final Pattern LINE = Pattern.compile("^#\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*$");
    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    static Directives read(List<String> lines) {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher m = LINE.matcher(lines.get(i).stripLeading());
            if (!m.matches() || !KNOWN.contains(m.group(1).toLowerCase(java.util.Locale.ROOT))) {
                break;
            }
            String name = m.group(1).toLowerCase(java.util.Locale.ROOT);
            Source here = new Source(i + 1, i + 1, lines.get(i));
            if (found.putIfAbsent(name, m.group(2)) != null) {
                throw here.fault("only one " + name + " parser directive can be used");
            }
            if (name.equals("escape") && !m.group(2).equals("\\") && !m.group(2).equals("`")) {
                throw here.fault("invalid escape token '" + m.group(2) + "' does not match ` or \\");
            }
        }
        return new Directives(found.getOrDefault("escape", "\\").charAt(0), found.getOrDefault("syntax", ""));
    }
}
