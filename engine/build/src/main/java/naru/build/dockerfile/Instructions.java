package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Turns logical lines into instructions.
final class Instructions {
    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final List<String> KEYWORDS = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");
    private static final Set<String> NO_FLAGS = Set.of();

    private final char escape;

    Instructions(char escape) {
        this.escape = escape;
    }

    Instruction read(LogicalLine line) {
        Source at = line.source();
        return switch (line.keyword()) {
            case "FROM" -> from(line);
            case "ARG" -> new Instruction.Arg(at, declared(line));
            case "RUN" -> RunReader.read(line, escape);
            case "COPY" -> TransferReader.copy(line, escape);
            case "ADD" -> TransferReader.add(line, escape);
            case "ENV" -> new Instruction.Env(at, pairs(line));
            case "LABEL" -> new Instruction.Label(at, pairs(line));
            case "MAINTAINER" -> new Instruction.Maintainer(at, single(line));
            case "EXPOSE" -> new Instruction.Expose(at, atLeastOne(line, Words.plain(arguments(line))));
            case "USER" -> new Instruction.User(at, single(line));
            case "WORKDIR" -> new Instruction.Workdir(at, single(line));
            case "VOLUME" -> volume(line);
            case "STOPSIGNAL" -> new Instruction.StopSignal(at, single(line));
            case "SHELL" -> shell(line);
            case "CMD" -> new Instruction.Cmd(at, command(line, arguments(line)));
            case "ENTRYPOINT" -> new Instruction.Entrypoint(at, entrypoint(line));
            case "HEALTHCHECK" -> HealthcheckReader.read(line, escape);
            case "ONBUILD" -> onBuild(line);
            default -> throw unknown(line);
        };
    }

    private static RuntimeException unknown(LogicalLine line) {
        String near = Nearest.to(line.keyword(), KEYWORDS)
                .map(word -> " (did you mean " + word + "?)")
                .orElse("");
        return line.source().fault("unknown instruction: " + line.keyword() + near);
    }

    private String arguments(LogicalLine line) {
        return Flags.take(line, escape, NO_FLAGS).rest();
    }

    private Instruction.From from(LogicalLine line) {
        Flags flags = Flags.take(line, escape, Set.of("platform"));
        List<String> words = Words.plain(flags.rest());
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("AS");
        if (words.size() != 1 && !named) {
            throw line.source().fault("FROM requires either one or three arguments");
        }
        Optional<String> name = Optional.empty();
        if (named) {
            String given = words.get(2).toLowerCase(Locale.ROOT);
            if (!STAGE_NAME.matcher(given).matches()) {
                throw line.source()
                        .fault("invalid name for build stage: \"" + words.get(2)
                                + "\", name can't start with a number or contain symbols");
            }
            name = Optional.of(given);
        }
        return new Instruction.From(line.source(), words.getFirst(), flags.one("platform"), name);
    }

    private List<Instruction.Declared> declared(LogicalLine line) {
        List<Instruction.Declared> names = new ArrayList<>();
        for (String word : atLeastOne(line, Words.split(arguments(line), escape))) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (name.isEmpty()) {
                throw line.source().fault("ARG names can not be blank");
            }
            names.add(new Instruction.Declared(
                    name, equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1))));
        }
        return names;
    }

    private List<Instruction.Pair> pairs(LogicalLine line) {
        String rest = arguments(line);
        List<String> words = atLeastOne(line, Words.split(rest, escape));
        if (!words.getFirst().contains("=")) {
            String[] parts = rest.strip().split("\\s+", 2);
            if (parts.length < 2) {
                throw line.source().fault(line.keyword() + " must have two arguments");
            }
            return List.of(pair(line, parts[0], parts[1]));
        }
        List<Instruction.Pair> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw line.source()
                        .fault("Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
            }
            pairs.add(pair(line, word.substring(0, equals), word.substring(equals + 1)));
        }
        return pairs;
    }

    private static Instruction.Pair pair(LogicalLine line, String name, String value) {
        if (name.isEmpty()) {
            throw line.source().fault(line.keyword() + " names can not be blank");
        }
        return new Instruction.Pair(name, value);
    }

    private String single(LogicalLine line) {
        String rest = arguments(line).strip();
        if (rest.isEmpty()) {
            throw line.source().fault(line.keyword() + " requires exactly one argument");
        }
        return rest;
    }

    private static <T> List<T> atLeastOne(LogicalLine line, List<T> words) {
        if (words.isEmpty()) {
            throw line.source().fault(line.keyword() + " requires at least one argument");
        }
        return words;
    }

    private Instruction volume(LogicalLine line) {
        String rest = arguments(line);
        List<String> paths =
                atLeastOne(line, JsonForm.words(line.source(), rest).orElseGet(() -> Words.plain(rest)));
        if (paths.stream().anyMatch(String::isBlank)) {
            throw line.source().fault("VOLUME specified can not be an empty string");
        }
        return new Instruction.Volume(line.source(), paths);
    }

    private Instruction shell(LogicalLine line) {
        List<String> words = JsonForm.words(line.source(), arguments(line))
                .orElseThrow(() -> line.source().fault("SHELL requires the arguments to be in JSON form"));
        return new Instruction.Shell(line.source(), atLeastOne(line, words));
    }

    private Command entrypoint(LogicalLine line) {
        String rest = arguments(line);
        if (rest.isBlank()) {
            throw line.source().fault("ENTRYPOINT requires at least one argument");
        }
        return command(line, rest);
    }

    static Command command(LogicalLine line, String rest) {
        return JsonForm.words(line.source(), rest)
                .<Command>map(Command.Exec::new)
                .orElseGet(() -> new Command.Shell(rest.strip()));
    }

    private Instruction onBuild(LogicalLine line) {
        String trigger = arguments(line).strip();
        LogicalLine inner = LogicalLine.of(line.source(), trigger);
        switch (inner.keyword()) {
            case "" -> throw line.source().fault("ONBUILD requires at least one argument");
            case "ONBUILD" -> throw line.source().fault("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER", "FROM" ->
                throw line.source().fault(inner.keyword() + " isn't allowed as an ONBUILD trigger");
            default -> read(inner);
        }
        if (!line.heredocs().isEmpty()) {
            throw line.source().unsupported("a heredoc in ONBUILD");
        }
        return new Instruction.OnBuild(line.source(), trigger);
    }
}
