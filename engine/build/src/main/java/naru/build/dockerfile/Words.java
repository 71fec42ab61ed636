package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// Splits text at white space, quotes and escapes respected and kept.
final class Words {
    private Words() {}

    static List<String> split(String text, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                add(words, word, quoted);
                quoted = false;
            } else if (c == escape && quote != '\'') {
                if (i + 1 < text.length()) {
                    word.append(c).append(text.charAt(++i));
                }
            } else {
                if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                    quoted = true;
                } else if (c == quote) {
                    quote = 0;
                }
                word.append(c);
            }
        }
        add(words, word, quoted);
        return words;
    }

    private static void add(List<String> words, StringBuilder word, boolean quoted) {
        if (!word.isEmpty() || quoted) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /// Splits at white space alone.
    static List<String> plain(String text) {
        String trimmed = text.strip();
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+"));
    }

    /// Takes one pair of quotes off a whole word.
    static String unquote(String word) {
        if (word.length() >= 2) {
            char first = word.charAt(0);
            if ((first == '"' || first == '\'') && word.charAt(word.length() - 1) == first) {
                return word.substring(1, word.length() - 1);
            }
        }
        return word;
    }
}
