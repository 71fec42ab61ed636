package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The methods and operators of text.
final class Texts {
    static final Map<String, Method<String>> METHODS = new TreeMap<>();

    private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{4,}");

    static {
        METHODS.put("length", (s, _, _) -> s.length());
        METHODS.put("size", (s, _, _) -> s.length());
        METHODS.put("isEmpty", (s, _, _) -> s.isEmpty());
        METHODS.put("isBlank", (s, _, _) -> s.isBlank());
        METHODS.put("trim", (s, _, _) -> s.trim());
        METHODS.put("strip", (s, _, _) -> s.strip());
        METHODS.put("stripIndent", (s, _, _) -> s.stripIndent());
        METHODS.put("stripMargin", (s, _, _) -> s.replaceAll("(?m)^[ \\t]*\\|", ""));
        METHODS.put("toUpperCase", (s, _, _) -> s.toUpperCase(Locale.ROOT));
        METHODS.put("toLowerCase", (s, _, _) -> s.toLowerCase(Locale.ROOT));
        METHODS.put("capitalize", (s, _, _) -> s.isEmpty() ? s : Character.toUpperCase(s.charAt(0)) + s.substring(1));
        METHODS.put("uncapitalize", (s, _, _) -> s.isEmpty() ? s : Character.toLowerCase(s.charAt(0)) + s.substring(1));
        METHODS.put("reverse", (s, _, _) -> new StringBuilder(s).reverse().toString());
        METHODS.put("contains", (s, a, _) -> s.contains(a.text(0)));
        METHODS.put("startsWith", (s, a, _) -> s.startsWith(a.text(0)));
        METHODS.put("endsWith", (s, a, _) -> s.endsWith(a.text(0)));
        METHODS.put("indexOf", (s, a, _) -> s.indexOf(a.text(0)));
        METHODS.put("lastIndexOf", (s, a, _) -> s.lastIndexOf(a.text(0)));
        METHODS.put("equalsIgnoreCase", (s, a, _) -> s.equalsIgnoreCase(a.text(0)));
        METHODS.put("compareToIgnoreCase", (s, a, _) -> s.compareToIgnoreCase(a.text(0)));
        METHODS.put("concat", (s, a, i) -> checked(s + a.text(0), i));
        METHODS.put("plus", (s, a, i) -> checked(s + a.text(0), i));
        METHODS.put("minus", (s, a, _) -> minus(s, a.value(0)));
        METHODS.put("charAt", (s, a, _) -> at(s, a.integer(0), a.at()));
        METHODS.put("getAt", (s, a, _) -> at(s, a.value(0), a.at()));
        METHODS.put("substring", (s, a, _) -> substring(s, a));
        METHODS.put("take", (s, a, _) -> s.substring(0, Math.clamp(a.integer(0), 0, s.length())));
        METHODS.put("drop", (s, a, _) -> s.substring(Math.clamp(a.integer(0), 0, s.length())));
        METHODS.put("takeRight", (s, a, _) -> s.substring(s.length() - Math.clamp(a.integer(0), 0, s.length())));
        METHODS.put("replace", (s, a, i) -> replaceLiteral(s, a.text(0), a.text(1), i));
        METHODS.put("replaceAll", (s, a, i) -> replaceAll(s, a, i));
        METHODS.put(
                "replaceFirst", (s, a, i) -> replaced(a, () -> matcher(s, a, i).replaceFirst(a.text(1))));
        METHODS.put("matches", (s, a, i) -> matcher(s, a, i).matches());
        METHODS.put("find", (s, a, i) -> find(s, a, i));
        METHODS.put("findAll", (s, a, i) -> Regex.all(new Regex.Match(matcher(s, a, i))));
        METHODS.put("split", (s, a, i) -> split(s, a, i));
        METHODS.put("tokenize", (s, a, _) -> tokenize(s, a.count() == 0 ? " \t\n\r\f" : a.text(0)));
        METHODS.put("readLines", (s, _, _) -> new ArrayList<Object>(s.lines().toList()));
        METHODS.put("lines", (s, _, _) -> new ArrayList<Object>(s.lines().toList()));
        METHODS.put("eachLine", (s, a, i) -> {
            s.lines().forEach(line -> i.call(a.closure(0), line));
            return null;
        });
        METHODS.put("toList", (s, a, _) -> Casts.toList(s, a.at()));
        METHODS.put("toCharArray", (s, a, _) -> Casts.toList(s, a.at()));
        METHODS.put("each", (s, a, i) -> Lists.method("each").call(Casts.toList(s, a.at()), a, i));
        METHODS.put("collect", (s, a, i) -> Lists.method("collect").call(Casts.toList(s, a.at()), a, i));
        METHODS.put("any", (s, a, i) -> Lists.method("any").call(Casts.toList(s, a.at()), a, i));
        METHODS.put(
                "count",
                (s, a, _) -> (s.length() - s.replace(a.text(0), "").length())
                        / Math.max(1, a.text(0).length()));
        METHODS.put("toInteger", (s, a, _) -> Numbers.parse(s, "Integer", a.at()));
        METHODS.put("toLong", (s, a, _) -> Numbers.parse(s, "Long", a.at()));
        METHODS.put("toDouble", (s, a, _) -> Numbers.parse(s, "Double", a.at()));
        METHODS.put("toFloat", (s, a, _) -> Numbers.parse(s, "Double", a.at()));
        METHODS.put("toBigDecimal", (s, a, _) -> Numbers.parse(s, "BigDecimal", a.at()));
        METHODS.put(
                "toBoolean",
                (s, _, _) -> List.of("true", "y", "1").contains(s.strip().toLowerCase(Locale.ROOT)));
        METHODS.put("isInteger", (s, _, _) -> s.strip().matches("[+-]?\\d{1,9}"));
        METHODS.put("isNumber", (s, _, _) -> s.strip().matches("[+-]?\\d{1,100}(\\.\\d{1,100})?"));
        METHODS.put("padLeft", (s, a, i) -> padding(s, a, i) + s);
        METHODS.put("padRight", (s, a, i) -> s + padding(s, a, i));
        METHODS.put("center", (s, a, i) -> {
            String all = padding(s, a, i);
            return all.substring(0, all.length() / 2) + s + all.substring(all.length() / 2);
        });
        METHODS.put("multiply", (s, a, i) -> repeat(s, a.integer(0), i));
        METHODS.put("repeat", (s, a, i) -> repeat(s, a.integer(0), i));
        METHODS.put("normalize", (s, _, _) -> s.replace("\r\n", "\n"));
        METHODS.put("format", (s, a, i) -> format(s, a.flat(), a.at(), i));
        METHODS.put("formatted", (s, a, i) -> format(s, a.flat(), a.at(), i));
        METHODS.put("intern", (s, _, _) -> s);
        METHODS.put("md5", (s, _, _) -> Digests.hex("MD5", s));
        METHODS.put("sha256", (s, _, _) -> Digests.hex("SHA-256", s));
        METHODS.put("bytes", (s, a, _) -> Casts.toList(s, a.at()));
    }

    private Texts() {}

    private static String checked(String text, Interpreter interpreter) {
        interpreter.budget().text(text.length());
        return text;
    }

    static Object operator(
            String operator, @Nullable Object left, @Nullable Object right, Position at, Interpreter in) {
        return switch (operator) {
            case "+", "<<" -> {
                in.budget()
                        .text((long) Values.text(left).length()
                                + Values.text(right).length());
                yield Interpolated.join(left, right);
            }
            case "-" -> minus(Values.text(left), right);
            case "*" -> repeat(Values.text(left), Numbers.integer(right, at), in);
            default ->
                throw ScriptFailure.at(at, "operator " + operator + " does not apply to text (line " + at.line() + ")");
        };
    }

    private static String minus(String text, @Nullable Object gone) {
        if (gone instanceof Pattern pattern) {
            return pattern.matcher(text).replaceFirst("");
        }
        int at = text.indexOf(Values.text(gone));
        return at < 0
                ? text
                : text.substring(0, at) + text.substring(at + Values.text(gone).length());
    }

    private static String repeat(String text, int times, Interpreter interpreter) {
        interpreter.budget().text((long) text.length() * Math.max(0, times));
        return text.repeat(Math.max(0, times));
    }

    private static String padding(String text, Arguments arguments, Interpreter interpreter) {
        int missing = arguments.integer(0) - text.length();
        String with = arguments.count() > 1 ? arguments.text(1) : " ";
        return missing <= 0 || with.isEmpty()
                ? ""
                : repeat(with, missing / with.length() + 1, interpreter).substring(0, missing);
    }

    private static String substring(String text, Arguments arguments) {
        int from = arguments.integer(0);
        int to = arguments.count() > 1 ? arguments.integer(1) : text.length();
        if (from < 0 || to > text.length() || from > to) {
            throw outside("begin " + from + ", end " + to + ", length " + text.length(), arguments.at());
        }
        return text.substring(from, to);
    }

    private static ScriptFailure outside(String what, Position at) {
        return new ScriptFailure("StringIndexOutOfBoundsException", what + " (line " + at.line() + ")", at, null);
    }

    static Object at(String text, @Nullable Object key, Position at) {
        if (key instanceof List<?> indices) {
            StringBuilder picked = new StringBuilder();
            for (Object index : Sequences.resolve(indices, text.length())) {
                picked.append(at(text, index, at));
            }
            return picked.toString();
        }
        int index = Numbers.integer(key, at);
        int real = index < 0 ? text.length() + index : index;
        if (real < 0 || real >= text.length()) {
            throw outside("index " + index + ", length " + text.length(), at);
        }
        return text.substring(real, real + 1);
    }

    private static Matcher matcher(String text, Arguments arguments, Interpreter interpreter) {
        return Regex.matcher(Regex.compile(arguments.value(0), arguments.at()), text, interpreter.budget());
    }

    private static String replaceLiteral(String text, String what, String with, Interpreter interpreter) {
        long most = what.isEmpty() ? text.length() + 1L : text.length() / what.length();
        interpreter.budget().text(Math.max(text.length(), Math.min(most * with.length(), Budget.LARGEST + 1L)));
        return text.replace(what, with);
    }

    private static String replaceAll(String text, Arguments arguments, Interpreter interpreter) {
        Matcher matcher = matcher(text, arguments, interpreter);
        return replaced(arguments, () -> {
            StringBuilder result = new StringBuilder();
            while (matcher.find()) {
                String with = arguments.isClosure(1)
                        ? Matcher.quoteReplacement(
                                Values.text(interpreter.call(arguments.closure(1), Regex.found(matcher))))
                        : arguments.text(1);
                matcher.appendReplacement(result, with);
                interpreter.budget().text(with.length() + 1L);
            }
            matcher.appendTail(result);
            return checked(result.toString(), interpreter);
        });
    }

    private static String replaced(Arguments arguments, java.util.function.Supplier<String> replacement) {
        try {
            return replacement.get();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ScriptFailure("IllegalArgumentException", String.valueOf(e.getMessage()), arguments.at(), e);
        }
    }

    private static @Nullable Object find(String text, Arguments arguments, Interpreter interpreter) {
        Matcher matcher = matcher(text, arguments, interpreter);
        return matcher.find() ? matcher.group() : null;
    }

    private static List<Object> split(String text, Arguments arguments, Interpreter interpreter) {
        if (arguments.count() == 0) {
            return tokenize(text, " \t\n\r\f");
        }
        Pattern pattern = Regex.compile(arguments.value(0), arguments.at());
        int limit = arguments.count() > 1 ? arguments.integer(1) : 0;
        List<Object> parts = new ArrayList<>(Arrays.asList(pattern.split(text, limit)));
        interpreter.budget().elements(parts.size(), parts.size());
        return parts;
    }

    private static List<Object> tokenize(String text, String separators) {
        List<Object> parts = new ArrayList<>();
        java.util.StringTokenizer tokens = new java.util.StringTokenizer(text, separators);
        while (tokens.hasMoreTokens()) {
            parts.add(tokens.nextToken());
        }
        return parts;
    }

    static String format(String format, List<@Nullable Object> values, Position at, Interpreter interpreter) {
        if (WIDE.matcher(format).find()) {
            throw ScriptFailure.at(at, "a format wider than 999 characters is not possible");
        }
        Object[] plain = values.stream()
                .map(v -> v instanceof Number || v instanceof Boolean ? v : Values.text(v))
                .toArray();
        try {
            return checked(String.format(Locale.ROOT, format, plain), interpreter);
        } catch (IllegalFormatException e) {
            throw new ScriptFailure("IllegalFormatException", String.valueOf(e.getMessage()), at, e);
        }
    }
}
