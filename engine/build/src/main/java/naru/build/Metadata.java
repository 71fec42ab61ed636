package naru.build;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.build.dockerfile.Command;
import naru.build.dockerfile.Instruction;
import naru.build.dockerfile.Source;
import naru.image.Healthcheck;

/// Instructions that change settings and no file: each changes a draft and says how `docker history` shows it.
final class Metadata {
    private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/([a-zA-Z]+))?");
    private static final int MAX_PORT = 65_535;

    private Metadata() {}

    /// Applies the instruction; `expand` replaces variables in a word, `words` also splits it.
    static String apply(Instruction instruction, Draft draft, Words words) {
        UnaryOperator<String> expand = words::word;
        return switch (instruction) {
            case Instruction.Env env -> env(env, draft, expand);
            case Instruction.Label label -> label(label, draft, expand);
            case Instruction.Maintainer who -> {
                draft.author = who.name();
                yield "MAINTAINER " + who.name();
            }
            case Instruction.Expose expose -> expose(expose, draft, words);
            case Instruction.User user -> {
                draft.user = expand.apply(user.user());
                yield "USER " + draft.user;
            }
            case Instruction.Volume volume -> volume(volume, draft, expand);
            case Instruction.StopSignal signal -> stopSignal(signal, draft, expand);
            case Instruction.Shell shell -> {
                draft.shell = shell.words();
                yield "SHELL " + listed(shell.words());
            }
            case Instruction.Cmd cmd -> {
                draft.cmd = cmd.command().words(draft.shellWords());
                draft.cmdGiven = true;
                yield "CMD " + quoted(draft.cmd);
            }
            case Instruction.Entrypoint entry -> entrypoint(entry, draft);
            case Instruction.Healthcheck check -> health(check, draft);
            case Instruction.OnBuild onBuild -> {
                draft.onBuild.add(onBuild.trigger());
                yield "ONBUILD " + onBuild.trigger();
            }
            case Instruction.From _,
                    Instruction.Arg _,
                    Instruction.Run _,
                    Instruction.Copy _,
                    Instruction.Add _,
                    Instruction.Workdir _ -> throw new IllegalArgumentException(instruction.toString());
        };
    }

    /// Replaces variables.
    interface Words {
        String word(String text);

        List<String> split(String text);
    }

    private static String env(Instruction.Env env, Draft draft, UnaryOperator<String> expand) {
        StringBuilder shown = new StringBuilder("ENV");
        List<Instruction.Pair> replaced = new ArrayList<>();
        for (Instruction.Pair pair : env.pairs()) {
            replaced.add(new Instruction.Pair(expand.apply(pair.name()), expand.apply(pair.value())));
        }
        for (Instruction.Pair pair : replaced) {
            draft.env.put(pair.name(), pair.value());
            shown.append(' ').append(pair.name()).append('=').append(pair.value());
        }
        return shown.toString();
    }

    private static String label(Instruction.Label label, Draft draft, UnaryOperator<String> expand) {
        StringBuilder shown = new StringBuilder("LABEL");
        for (Instruction.Pair pair : label.pairs()) {
            String name = expand.apply(pair.name());
            String value = expand.apply(pair.value());
            draft.labels.put(name, value);
            shown.append(' ').append(name).append('=').append(value);
        }
        return shown.toString();
    }

    private static String expose(Instruction.Expose expose, Draft draft, Words words) {
        TreeSet<String> ports = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        for (String text : expose.ports().stream().sorted().toList()) { // as dockerd shows them
            for (String word : words.split(text)) {
                ports(expose.source(), word, ports);
                shown.add(word);
            }
        }
        draft.exposedPorts.addAll(ports);
        return "EXPOSE " + String.join(" ", shown);
    }

    private static void ports(Source source, String text, TreeSet<String> into) {
        Matcher m = PORT.matcher(text);
        if (!m.matches()) {
            throw source.fault("invalid containerPort: " + text);
        }
        int first = Integer.parseInt(m.group(1));
        int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
        String protocol = m.group(3) == null ? "tcp" : m.group(3).toLowerCase(java.util.Locale.ROOT);
        if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw source.fault("invalid proto: " + m.group(3));
        }
        if (first > last || last > MAX_PORT) {
            throw source.fault("invalid containerPort: " + text);
        }
        for (int port = first; port <= last; port++) {
            into.add(port + "/" + protocol);
        }
    }

    private static String volume(Instruction.Volume volume, Draft draft, UnaryOperator<String> expand) {
        List<String> paths = volume.paths().stream().map(expand).toList();
        if (paths.stream().anyMatch(String::isBlank)) {
            throw volume.source().fault("VOLUME specified can not be an empty string");
        }
        draft.volumes.addAll(paths);
        return "VOLUME " + listed(paths);
    }

    private static String stopSignal(Instruction.StopSignal signal, Draft draft, UnaryOperator<String> expand) {
        String name = expand.apply(signal.signal());
        if (!name.matches("(?i)(SIG)?[A-Z]+\\d*(\\+\\d+|-\\d+)?|[1-9]\\d?")) {
            throw signal.source().fault("invalid signal: " + name);
        }
        draft.stopSignal = name;
        return "STOPSIGNAL " + name;
    }

    private static String entrypoint(Instruction.Entrypoint entry, Draft draft) {
        List<String> words = entry.command() instanceof Command.Exec(List<String> given) && given.isEmpty()
                ? List.of()
                : entry.command().words(draft.shellWords());
        draft.entrypoint = words;
        if (!draft.cmdGiven) {
            draft.cmd = List.of();
        }
        return "ENTRYPOINT " + quoted(words);
    }

    private static String health(Instruction.Healthcheck check, Draft draft) {
        Healthcheck health = switch (check.probe()) {
            case Instruction.Probe.None _ -> health(List.of("NONE"));
            case Instruction.Probe.Test test ->
                new Healthcheck(
                        words(test.command()),
                        test.interval(),
                        test.timeout(),
                        test.startPeriod(),
                        test.startInterval(),
                        test.retries());
        };
        draft.health =
                Optional.of(draft.health.map(before -> over(before, health)).orElse(health));
        return "HEALTHCHECK &{"
                + listed(health.test().stream().map(Metadata::quote).toList()) + " "
                + quote(shown(health.interval())) + " " + quote(shown(health.timeout())) + " "
                + quote(shown(health.startPeriod())) + " " + quote(shown(health.startInterval())) + " "
                + rune(health.retries()) + "}";
    }

    /// What a new test leaves out stays as the one before said it, as in Docker.
    private static Healthcheck over(Healthcheck before, Healthcheck now) {
        return new Healthcheck(
                now.test(),
                now.interval().isZero() ? before.interval() : now.interval(),
                now.timeout().isZero() ? before.timeout() : now.timeout(),
                now.startPeriod().isZero() ? before.startPeriod() : now.startPeriod(),
                now.startInterval().isZero() ? before.startInterval() : now.startInterval(),
                now.retries() == 0 ? before.retries() : now.retries());
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// A number as dockerd writes it into an image's history: as a quoted character.
    private static String rune(int number) {
        boolean shownAsItIs = number > 31 && number < 127;
        return shownAsItIs ? "'" + (char) number + "'" : "'\\x%02x'".formatted(number);
    }

    private static Healthcheck health(List<String> test) {
        return new Healthcheck(test, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    private static List<String> words(Command command) {
        return switch (command) {
            case Command.Shell(String line) -> List.of("CMD-SHELL", line);
            case Command.Exec(List<String> exec) -> {
                List<String> words = new ArrayList<>(List.of("CMD"));
                words.addAll(exec);
                yield List.copyOf(words);
            }
        };
    }

    /// A duration as Go writes it: `1m30s`, `0s`, `1.5s`.
    static String shown(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + "ms";
        }
        String hours = duration.toHours() > 0 ? duration.toHours() + "h" : "";
        String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
        String fraction = duration.toMillisPart() == 0
                ? ""
                : "." + "%03d".formatted(duration.toMillisPart()).replaceFirst("0+$", "");
        return hours + minutes + duration.toSecondsPart() + fraction + "s";
    }

    private static String listed(List<String> words) {
        return "[" + String.join(" ", words) + "]";
    }

    static String quoted(List<String> words) {
        return "["
                + String.join(
                        " ",
                        words.stream()
                                .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                .toList())
                + "]";
    }
}
