package naru.build.dockerfile;

import java.time.Duration;
import java.util.Set;

/// Reads HEALTHCHECK.
final class HealthcheckReader {
    private static final Set<String> FLAGS = Set.of("interval", "timeout", "start-period", "start-interval", "retries");
    private static final Duration LEAST = Duration.ofMillis(1);

    private HealthcheckReader() {}

    static Instruction read(LogicalLine line, char escape) {
        Flags flags = Flags.take(line, escape, FLAGS);
        LogicalLine inner = LogicalLine.of(line.source(), flags.rest());
        return switch (inner.keyword()) {
            case "" -> throw line.source().fault("HEALTHCHECK requires at least one argument");
            case "NONE" -> none(line, flags, inner);
            case "CMD" -> new Instruction.Healthcheck(line.source(), test(line, flags, inner.rest()));
            default -> throw line.source().fault("Unknown type \"" + inner.keyword() + "\" in HEALTHCHECK (try CMD)");
        };
    }

    private static Instruction none(LogicalLine line, Flags flags, LogicalLine inner) {
        if (!inner.rest().isEmpty()) {
            throw line.source().fault("HEALTHCHECK NONE takes no arguments");
        }
        if (!flags.values().isEmpty()) {
            throw line.source().fault("HEALTHCHECK NONE takes no flags");
        }
        return new Instruction.Healthcheck(line.source(), new Instruction.Probe.None());
    }

    private static Instruction.Probe test(LogicalLine line, Flags flags, String command) {
        if (command.isBlank()) {
            throw line.source().fault("Missing command after HEALTHCHECK CMD");
        }
        return new Instruction.Probe.Test(
                Instructions.command(line, command),
                duration(flags, "interval"),
                duration(flags, "timeout"),
                duration(flags, "start-period"),
                duration(flags, "start-interval"),
                retries(flags));
    }

    private static Duration duration(Flags flags, String name) {
        String text = flags.one(name).orElse("0");
        Duration value = GoDuration.parse(text)
                .orElseThrow(() -> flags.source().fault("--" + name + ": invalid duration \"" + text + "\""));
        if (!value.isZero() && value.compareTo(LEAST) < 0) {
            throw flags.source().fault("--" + name + " \"" + text + "\" cannot be less than 1ms");
        }
        return value;
    }

    private static int retries(Flags flags) {
        String text = flags.one("retries").orElse("0");
        try {
            int value = Integer.parseInt(text);
            if (value < 0) {
                throw flags.source().fault("--retries cannot be negative (" + value + ")");
            }
            return value;
        } catch (NumberFormatException _) {
            throw flags.source().fault("--retries: invalid number \"" + text + "\"");
        }
    }
}
