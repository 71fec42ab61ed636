package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One instruction as text: continuations joined, comments gone, heredocs beside it.
///
/// @param keyword its first word in upper case
/// @param rest what follows, trimmed
record LogicalLine(Source source, String keyword, String rest, List<Heredoc> heredocs) {
    private static final Set<String> WITH_HEREDOC = Set.of("RUN", "COPY", "ADD");
    private static final Pattern HEREDOC = Pattern.compile("^(\\d*)<<(-?)([^<]*)$");

    /// Reads the lines of a Dockerfile.
    static List<LogicalLine> read(List<String> lines, char escape) {
        return new Reader(lines, escape).all();
    }

    /// Splits `text` into keyword and rest, without heredocs.
    static LogicalLine of(Source source, String text) {
        String trimmed = text.strip();
        int end = 0;
        while (end < trimmed.length() && !Character.isWhitespace(trimmed.charAt(end))) {
            end++;
        }
        String keyword = trimmed.substring(0, end).toUpperCase(Locale.ROOT);
        return new LogicalLine(source, keyword, trimmed.substring(end).strip(), List.of());
    }

    private static final class Reader {
        private final List<String> lines;
        private final Pattern continuation;
        private final char escape;
        private int next;

        Reader(List<String> lines, char escape) {
            this.lines = lines;
            this.escape = escape;
            String e = Pattern.quote(String.valueOf(escape));
            continuation = Pattern.compile(
                    "^(|.*[^" + (escape == '\\' ? "\\\\" : "`") + "])" + e + "[ \\t]*$", Pattern.DOTALL);
        }

        List<LogicalLine> all() {
            List<LogicalLine> all = new ArrayList<>();
            while (next < lines.size()) {
                if (lines.get(next).isBlank() || isComment(lines.get(next))) {
                    next++;
                    continue;
                }
                all.add(one());
            }
            return all;
        }

        private LogicalLine one() {
            int first = next + 1;
            StringBuilder text = new StringBuilder();
            String line = lines.get(next++).stripLeading();
            Matcher m = continuation.matcher(line);
            while (m.matches()) {
                text.append(m.group(1));
                line = "";
                while (next < lines.size() && (lines.get(next).isBlank() || isComment(lines.get(next)))) {
                    next++;
                }
                if (next >= lines.size()) {
                    break;
                }
                line = lines.get(next++);
                m = continuation.matcher(line);
            }
            text.append(line);
            Source source = new Source(first, next, text.toString().strip());
            LogicalLine plain = of(source, text.toString());
            return isHeredocCarrier(plain) ? withHeredocs(plain) : plain;
        }

        private static boolean isHeredocCarrier(LogicalLine line) {
            if (line.keyword().equals("ONBUILD")) {
                return isHeredocCarrier(of(line.source(), line.rest()));
            }
            return WITH_HEREDOC.contains(line.keyword()) && line.rest().contains("<<");
        }

        private LogicalLine withHeredocs(LogicalLine plain) {
            List<Heredoc> found = new ArrayList<>();
            for (String word : Words.split(plain.rest(), escape)) {
                Matcher m = HEREDOC.matcher(word);
                if (m.matches() && !m.group(3).isEmpty()) {
                    found.add(body(plain, m.group(3), m.group(2).equals("-")));
                }
            }
            Source source =
                    new Source(plain.source().line(), next, plain.source().text());
            return new LogicalLine(source, plain.keyword(), plain.rest(), List.copyOf(found));
        }

        private Heredoc body(LogicalLine plain, String word, boolean chomp) {
            String name = Words.unquote(word);
            StringBuilder content = new StringBuilder();
            while (next < lines.size()) {
                String line = lines.get(next++);
                String text = chomp ? line.replaceFirst("^\t+", "") : line;
                if (text.equals(name)) {
                    return new Heredoc(name, name.equals(word), chomp, content.toString());
                }
                content.append(text).append('\n');
            }
            throw plain.source().fault("unterminated heredoc: no line " + name);
        }

        private static boolean isComment(String line) {
            return line.stripLeading().startsWith("#");
        }
    }
}
