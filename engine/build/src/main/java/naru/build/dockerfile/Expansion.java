package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Fault;

/// Replaces variables, quotes and escapes in a word as the Dockerfile language does: `$v`, `${v}`, `${v:-w}`,
/// `${v-w}`, `${v:+w}`, `${v+w}`, `${v:?m}`, `${v?m}`, `${v#p}`, `${v##p}`, `${v%p}`, `${v%%p}`, `${v/p/r}`,
/// `${v//p/r}`.
///
/// A mistake is an INVALID fault without a line; [#in] adds it.
public final class Expansion {
    private static final String SPECIAL = "@*#?-$!0";

    private final char escape;
    private final Function<String, Optional<String>> variables;

    /// An expansion with the escape character of the file and what each variable stands for.
    public Expansion(char escape, Function<String, Optional<String>> variables) {
        this.escape = escape;
        this.variables = variables;
    }

    /// The word with everything replaced.
    public String word(String text) {
        Scan scan = new Scan(text);
        scan.until((char) 0, false);
        return scan.out.toString();
    }

    /// The words that come of it: unquoted white space splits, in what variables stand for too.
    public List<String> words(String text) {
        Scan scan = new Scan(text);
        scan.splitting = true;
        scan.until((char) 0, false);
        scan.endWord();
        return List.copyOf(scan.words);
    }

    /// The text of a heredoc with its variables replaced: quotes are plain characters there, and an escape means
    /// something before `$` and itself alone.
    public String text(String text) {
        Scan scan = new Scan(text);
        scan.literal = true;
        scan.until((char) 0, false);
        return scan.out.toString();
    }

    /// The word with everything replaced; a mistake names the line of `source`.
    public String in(Source source, String text) {
        try {
            return word(text);
        } catch (Fault e) {
            throw source.fault("failed to process \"" + text + "\": " + e.sentence());
        }
    }

    private final class Scan {
        private final String text;
        private final List<String> words = new ArrayList<>();
        private StringBuilder out = new StringBuilder();
        private boolean quoted;
        private boolean splitting;
        private boolean literal;
        private int at;

        Scan(String text) {
            this.text = text;
        }

        /// Reads up to the end, or to `stop`, which is taken; 0 is no stop. `raw` keeps escapes.
        void until(char stop, boolean raw) {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (stop != 0 && c == stop) {
                    at++;
                    return;
                }
                plain(c, raw);
            }
            if (stop != 0) {
                throw Fault.invalid(stop == '/' ? "syntax error: missing '/' in ${" : "syntax error: missing '}'");
            }
        }

        private void plain(char c, boolean raw) {
            if (literal && c != '$') {
                inText(c);
            } else if (c == '\'') {
                singleQuoted();
            } else if (c == '"') {
                doubleQuoted();
            } else if (c == '$') {
                unquotedValue();
            } else if (c == escape) {
                escaped(raw);
            } else if (splitting && Character.isWhitespace(c)) {
                at++;
                endWord();
            } else {
                out.append(c);
                at++;
            }
        }

        private void inText(char c) {
            boolean escapes = c == escape
                    && at + 1 < text.length()
                    && (text.charAt(at + 1) == '$' || text.charAt(at + 1) == escape);
            out.append(escapes ? text.charAt(at + 1) : c);
            at += escapes ? 2 : 1;
        }

        private void unquotedValue() {
            String value = dollar();
            if (!splitting) {
                out.append(value);
                return;
            }
            for (char c : value.toCharArray()) {
                if (Character.isWhitespace(c)) {
                    endWord();
                } else {
                    out.append(c);
                }
            }
        }

        void endWord() {
            if (!out.isEmpty() || quoted) {
                words.add(out.toString());
                out.setLength(0);
                quoted = false;
            }
        }

        private void escaped(boolean raw) {
            at++;
            if (raw) {
                out.append(escape);
            }
            if (at < text.length()) {
                out.append(text.charAt(at++));
            }
        }

        private void singleQuoted() {
            int end = text.indexOf('\'', at + 1);
            if (end < 0) {
                throw Fault.invalid("unexpected end of statement while looking for matching single-quote");
            }
            out.append(text, at + 1, end);
            quoted = true;
            at = end + 1;
        }

        private void doubleQuoted() {
            at++;
            quoted = true;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return;
                } else if (c == '$') {
                    out.append(dollar());
                } else if (c == escape && at + 1 < text.length()) {
                    char next = text.charAt(at + 1);
                    if (next != '"' && next != '$' && next != escape) {
                        out.append(c);
                    }
                    out.append(next);
                    at += 2;
                } else {
                    out.append(c);
                    at++;
                }
            }
            throw Fault.invalid("unexpected end of statement while looking for matching double-quote");
        }

        private String dollar() {
            at++;
            if (at < text.length() && text.charAt(at) == '{') {
                at++;
                return braces();
            }
            String name = name();
            return name.isEmpty() ? "$" : value(name).orElse("");
        }

        private Optional<String> value(String name) {
            return variables.apply(name);
        }

        private String name() {
            int start = at;
            if (at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_')) {
                while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                    at++;
                }
            } else if (at < text.length() && Character.isDigit(text.charAt(at))) {
                while (at < text.length() && Character.isDigit(text.charAt(at))) {
                    at++;
                }
            } else if (at < text.length() && SPECIAL.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String braces() {
            if (at >= text.length()) {
                throw Fault.invalid("syntax error: missing '}'");
            }
            if ("{}:".indexOf(text.charAt(at)) >= 0) {
                throw Fault.invalid("syntax error: bad substitution");
            }
            String name = name();
            if (at >= text.length()) {
                throw Fault.invalid("syntax error: missing '}'");
            }
            char c = text.charAt(at++);
            return switch (c) {
                case '}' -> value(name).orElse("");
                case ':' -> colon(name);
                case '+', '-', '?' -> byPresence(name, c, false);
                case '#', '%' -> trimmed(name, c);
                case '/' -> replaced(name);
                default -> throw unsupported(String.valueOf(c));
            };
        }

        private String colon(String name) {
            char c = at < text.length() ? text.charAt(at++) : 0;
            return switch (c) {
                case '+', '-', '?' -> byPresence(name, c, true);
                default -> throw unsupported(c == 0 ? ":" : ":" + c);
            };
        }

        private static Fault unsupported(String modifier) {
            return Fault.invalid("unsupported modifier (" + modifier + ") in substitution");
        }

        private String nested(char stop, boolean raw) {
            StringBuilder outer = out;
            boolean split = splitting;
            boolean wasLiteral = literal;
            literal = false;
            out = new StringBuilder();
            splitting = false;
            until(stop, raw);
            String word = out.toString();
            out = outer;
            splitting = split;
            literal = wasLiteral;
            return word;
        }

        private String byPresence(String name, char kind, boolean emptyIsUnset) {
            String word = nested('}', false);
            Optional<String> value = value(name);
            boolean there = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
            return switch (kind) {
                case '-' -> there ? value.get() : word;
                case '+' -> there ? word : "";
                default -> {
                    if (!there) {
                        String why = value.isPresent() ? "not allowed to be empty" : "not allowed to be unset";
                        throw Fault.invalid(name + ": " + (word.isEmpty() ? why : word));
                    }
                    yield value.get();
                }
            };
        }

        private String trimmed(String name, char side) {
            boolean greedy = at < text.length() && text.charAt(at) == side;
            if (greedy) {
                at++;
            }
            var pattern = ShellPattern.compile(nested('}', true));
            String value = value(name).orElse("");
            return side == '#'
                    ? ShellPattern.withoutPrefix(value, pattern, greedy)
                    : ShellPattern.withoutSuffix(value, pattern, greedy);
        }

        private String replaced(String name) {
            boolean all = at < text.length() && text.charAt(at) == '/';
            if (all) {
                at++;
            }
            var pattern = ShellPattern.compile(nested('/', true));
            String replacement = java.util.regex.Matcher.quoteReplacement(nested('}', true));
            var matcher = pattern.matcher(value(name).orElse(""));
            return all ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement);
        }
    }
}
