package naru.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru why`: how a container ended.
@Command(
        name = "why",
        description = {
            "Say how a container ended: signal, exit code, memory, health, its last lines, and what was different",
            "from the run before. Also for containers that are gone: the last 500 ends are kept."
        },
        footer = {"%nExamples:", "  naru why web", "  naru why 3f2a91 --output json"})
final class Why implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int EARLIER = 5;

    private final Root root;

    @Parameters(paramLabel = "CONTAINER", description = "Its name, its id, or the beginning of its id.")
    private String container = "";

    @Mixin
    private final Output output = new Output();

    Why(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        JsonNode endings = new Api(root.instance())
                .get("/containers/" + Api.segment(container) + "/endings")
                .path("items");
        if (output.json()) {
            output.print(root.out, endings);
            return Exit.OK;
        }
        if (endings.isEmpty()) {
            throw Fault.conflict(container + " has not ended yet: 'docker logs " + container + "' shows what it does");
        }
        tell(endings.get(0));
        if (endings.size() > 1) {
            row("changed", changes(endings.get(1).path("setup"), endings.get(0).path("setup")));
        }
        lastLines(endings.get(0).path("lastLines"));
        earlier(endings);
        return Exit.OK;
    }

    private void tell(JsonNode ending) {
        root.out.println(ending.path("name").asString(container) + ": "
                + ending.path("why").asString(""));
        String signal = ending.path("signal").asString("");
        row(
                "ended",
                time(ending) + ", after " + seconds(ending) + ", exit code "
                        + ending.path("exitCode").asInt(0) + (signal.isEmpty() ? "" : " (" + signal + ")"));
        row("image", ending.path("image").asString(""));
        int restarts = ending.path("restarts").asInt(0);
        String policy = ending.path("restart").asString("no");
        if (!policy.equals("no")) {
            row("restarts", restarts + " in a row, policy " + policy);
        }
        health(ending.path("health"));
    }

    private void health(JsonNode health) {
        String status = health.path("status").asString("NONE");
        JsonNode log = health.path("log");
        if (!status.equals("NONE")) {
            String said = log.isEmpty()
                    ? ""
                    : "; the last test: exit code "
                            + log.get(log.size() - 1).path("exitCode").asInt(0) + " "
                            + log.get(log.size() - 1)
                                    .path("output")
                                    .asString("")
                                    .strip();
            row("health", status.toLowerCase(Locale.ROOT) + said.stripTrailing());
        }
    }

    private void row(String title, String text) {
        root.out.println("  %-9s %s".formatted(title, text));
    }

    private void lastLines(JsonNode lines) {
        if (lines.isEmpty()) {
            return;
        }
        root.out.println("  its last lines");
        lines.forEach(line -> root.out.println("    " + line.asString("")));
    }

    private void earlier(JsonNode endings) {
        if (endings.size() > 1) {
            root.out.println("  before that");
        }
        for (int i = 1; i < Math.min(endings.size(), EARLIER + 1); i++) {
            root.out.println("    " + time(endings.get(i)) + "  "
                    + endings.get(i).path("why").asString(""));
        }
    }

    private static String time(JsonNode ending) {
        return TIME.format(Instant.parse(ending.path("finishedAt").asString("")));
    }

    private static String seconds(JsonNode ending) {
        Duration ran = Duration.ofMillis((long) (ending.path("ranSeconds").asDouble(0) * 1000));
        return ran.toMinutes() > 0
                ? ran.toMinutes() + " min " + ran.toSecondsPart() + " s"
                : "%.1f s".formatted(ran.toMillis() / 1e3);
    }

    /// What differs between two runs; of an environment only which names.
    private static String changes(JsonNode before, JsonNode now) {
        Set<String> names = new TreeSet<>(before.propertyNames());
        names.addAll(now.propertyNames());
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            String old = before.path(name).asString("");
            String fresh = now.path(name).asString("");
            if (!old.equals(fresh)) {
                boolean secret = name.startsWith("env ") || name.equals("command");
                changed.add(secret ? name : name + " " + or(old) + " → " + or(fresh));
            }
        }
        return changed.isEmpty() ? "nothing since the run before" : String.join(", ", changed);
    }

    private static String or(String text) {
        return text.isEmpty() ? "none" : text;
    }
}
