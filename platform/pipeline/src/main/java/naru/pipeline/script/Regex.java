package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Regular expressions that cannot hang: the text counts each look at a character.
final class Regex {
    private static final int LONGEST_PATTERN = 10_000;

    private Regex() {}

    /// A matcher as a script value.
    static final class Match {
        final Matcher matcher;

        Match(Matcher matcher) {
            this.matcher = matcher;
        }
    }

    static Pattern compile(@Nullable Object expression, Position at) {
        if (expression instanceof Pattern pattern) {
            return pattern;
        }
        String text = Values.text(expression);
        if (text.length() > LONGEST_PATTERN) {
            throw ScriptFailure.at(at, "a regular expression of " + text.length() + " characters is too long");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new ScriptFailure("PatternSyntaxException", String.valueOf(e.getMessage()), at, e);
        }
    }

    static Matcher matcher(Pattern pattern, String text, Budget budget) {
        return pattern.matcher(new Counted(text, budget));
    }

    /// The n-th match: its text, or a list of the whole and its groups.
    static @Nullable Object at(Match match, int index) {
        match.matcher.reset();
        for (int i = 0; match.matcher.find(); i++) {
            if (i == index) {
                return found(match.matcher);
            }
        }
        throw new ScriptFailure(
                "IndexOutOfBoundsException", "index is out of range: no match " + index, Position.NONE, null);
    }

    static List<@Nullable Object> all(Match match) {
        List<@Nullable Object> all = new ArrayList<>();
        match.matcher.reset();
        while (match.matcher.find()) {
            all.add(found(match.matcher));
        }
        return all;
    }

    static @Nullable Object found(Matcher matcher) {
        if (matcher.groupCount() == 0) {
            return matcher.group();
        }
        List<@Nullable Object> groups = new ArrayList<>();
        for (int i = 0; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }

    /// Text that charges the budget for being read.
    private record Counted(String text, Budget budget) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            budget.tick();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
