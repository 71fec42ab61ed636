package naru.pipeline.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.pipeline.script.Closure;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.Values;
import org.jspecify.annotations.Nullable;

/// Steps that decide what runs, how often and how long.
final class FlowSteps {
    private static final Duration LONGEST = Duration.ofDays(7);

    private FlowSteps() {}

    static void add(Map<String, Step> steps) {
        steps.put("error", (_, given, _) -> {
            throw Current.abort(given.text("message", 0, ""), given.arguments().at());
        });
        steps.put("script", (_, given, i) -> i.call(given.block()));
        steps.put("timestamps", (host, given, i) -> {
            host.current().log().timestamps();
            return i.call(given.block());
        });
        steps.put("ansiColor", steps.get("script"));
        steps.put("stage", (host, given, i) -> {
            host.current().log().line("[Pipeline] { (" + given.required("name", 0) + ")");
            return i.call(given.block());
        });
        steps.put("node", (host, given, i) -> Agents.node(host, i, () -> i.call(given.block())));
        steps.put("withEnv", (host, given, i) -> {
            Frame inner = host.frame().with(pairs(given));
            return host.within(inner, () -> i.call(given.block()));
        });
        steps.put(
                "retry",
                (host, given, i) ->
                        retry(host, given.number("count", 0), given.arguments().at(), () -> i.call(given.block())));
        steps.put("timeout", (host, given, i) -> timeout(host, length(given), () -> i.call(given.block())));
        steps.put(
                "sleep",
                (_, given, i) -> i.unlocked(() -> {
                    Thread.sleep(length(given));
                    return null;
                }));
        steps.put("unstable", (host, given, _) -> {
            host.current().log().line("WARNING: " + given.text("message", 0, ""));
            host.current().worsen(Result.UNSTABLE);
            return null;
        });
        steps.put("catchError", (host, given, i) -> {
            Result result = result(
                    given.text("buildResult", -1, "FAILURE"), given.arguments().at());
            return caught(host, given.text("message", -1, ""), result, () -> i.call(given.block()));
        });
        steps.put(
                "warnError",
                (host, given, i) ->
                        caught(host, given.required("message", 0), Result.UNSTABLE, () -> i.call(given.block())));
        steps.put("parallel", FlowSteps::parallel);
    }

    /// A result by its name.
    static Result result(String name, Position at) {
        try {
            return name.equals("null") ? Result.SUCCESS : Result.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new ScriptFailure("IllegalArgumentException", "no such result: " + name, at, e);
        }
    }

    private static Map<String, String> pairs(Given given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (!(given.value("overrides", 0) instanceof List<?> list)) {
            throw given.missing("a list such as ['NAME=value']");
        }
        for (Object each : list) {
            String text = Values.text(each);
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw given.missing("'NAME=value', not '" + text + "'");
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }

    private static @Nullable Object caught(
            StepHost host, String message, Result result, Callable<@Nullable Object> body) {
        try {
            return host.within(host.frame(), body);
        } catch (ScriptFailure e) {
            if (e instanceof Branch.Interrupted) {
                throw e;
            }
            host.current().log().line((message.isEmpty() ? "" : message + "\n") + "ERROR: " + e.sentence());
            host.current().worsen(result);
            return null;
        }
    }

    static @Nullable Object retry(StepHost host, long count, Position at, Callable<@Nullable Object> body) {
        for (long attempt = 1; ; attempt++) {
            try {
                return host.within(host.frame(), body);
            } catch (ScriptFailure e) {
                if (attempt >= count || e instanceof Branch.Interrupted) {
                    throw e;
                }
                host.current().log().line("ERROR: " + e.sentence() + "\nRetrying");
                host.branch().check(at);
            }
        }
    }

    /// The length that `time:` and `unit:` give; minutes for timeout, seconds for sleep, unless said.
    static Duration length(Given given) {
        String unit = given.text("unit", -1, given.arguments().call().equals("sleep") ? "SECONDS" : "MINUTES");
        long time = given.number("time", 0);
        Duration length = switch (unit.toUpperCase(Locale.ROOT)) {
            case "NANOSECONDS" -> Duration.ofNanos(time);
            case "MICROSECONDS" -> Duration.ofNanos(Math.multiplyExact(time, 1000L));
            case "MILLISECONDS" -> Duration.ofMillis(time);
            case "SECONDS" -> Duration.ofSeconds(time);
            case "MINUTES" -> Duration.ofMinutes(Math.min(time, LONGEST.toMinutes()));
            case "HOURS" -> Duration.ofHours(Math.min(time, LONGEST.toHours()));
            case "DAYS" -> Duration.ofDays(Math.min(time, LONGEST.toDays()));
            default -> throw given.missing("a unit such as 'MINUTES', not '" + unit + "'");
        };
        return length.compareTo(LONGEST) > 0 ? LONGEST : length;
    }

    static @Nullable Object timeout(StepHost host, Duration length, Callable<@Nullable Object> body) {
        host.current()
                .log()
                .line("Timeout set to expire in "
                        + length.toString().substring(2).toLowerCase(Locale.ROOT));
        Branch.Interruption interruption = new Branch.Interruption("Timeout has been exceeded", Result.ABORTED);
        Thread clock = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(length);
                host.branch().interrupt(interruption);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the body ended in time
            }
        });
        try {
            return host.within(host.frame(), body);
        } finally {
            clock.interrupt();
            Parallel.join(clock);
            host.branch().withdraw(interruption);
        }
    }

    private static @Nullable Object parallel(StepHost host, Given given, Interpreter interpreter) {
        List<Parallel.Work> works = new ArrayList<>();
        boolean failFast = false;
        Map<?, ?> branches = given.arguments().named().isEmpty() && given.value("", 0) instanceof Map<?, ?> map
                ? map
                : given.arguments().named();
        for (Map.Entry<?, ?> entry : branches.entrySet()) {
            if (entry.getValue() instanceof Closure closure) {
                works.add(new Parallel.Work(Values.text(entry.getKey()), (_, i) -> i.call(closure)));
            } else if ("failFast".equals(Values.text(entry.getKey()))) {
                failFast = Values.truth(entry.getValue());
            } else {
                throw given.missing("blocks by name");
            }
        }
        Parallel.run(host, interpreter, works, failFast);
        return null;
    }
}
