package naru.kube;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.WriteOptions;
import naru.http.Exchange;
import naru.http.Query;
import tools.jackson.databind.JsonNode;

/// The query of a request as options of the cluster (Kubernetes API, "Common parameters").
///
/// @param exchange the request
record Parameters(Exchange exchange) {
    private static final int LONGEST_MANAGER = 128;

    private Query query() {
        return exchange.query();
    }

    /// Whether a switch is on: as the API reads booleans, anything but `0` and `false`.
    boolean flag(String name) {
        return query().has(name)
                && !query().get(name).equals("0")
                && !query().get(name).equals("false");
    }

    /// A count that is not negative.
    long count(String name, long absent) {
        long count = query().number(name, absent);
        if (count < 0 && count != absent) {
            throw Fault.invalid(name + ": Invalid value: " + count + ": must be greater than or equal to 0");
        }
        return count;
    }

    /// Which objects to list.
    ListOptions list() {
        String match = query().get("resourceVersionMatch");
        String version = version();
        boolean initial = query().has("sendInitialEvents");
        if (!match.isEmpty() && version.isEmpty() && !initial) {
            throw Fault.invalid("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                    + " resourceVersion is provided");
        }
        if (!List.of("", "Exact", "NotOlderThan").contains(match)) {
            throw Fault.invalid("resourceVersionMatch: Unsupported value: \"" + match
                    + "\": supported values: \"Exact\", \"NotOlderThan\"");
        }
        if (match.equals("Exact") && version.equals("0")) {
            throw Fault.invalid("resourceVersionMatch: Forbidden: resourceVersionMatch \"Exact\" is forbidden for"
                    + " resourceVersion \"0\"");
        }
        return new ListOptions(
                query().get("labelSelector"),
                query().get("fieldSelector"),
                (int) Math.min(count("limit", 0), Integer.MAX_VALUE),
                query().get("continue"),
                version,
                match.equals("Exact"),
                flag("allowWatchBookmarks"));
    }

    private String version() {
        String version = query().get("resourceVersion");
        if (!version.matches("[0-9]{0,19}")) {
            throw Fault.invalid("resourceVersion: Invalid value: \"" + version + "\": must be a number");
        }
        return version;
    }

    /// How to write.
    WriteOptions write(WriteOptions.Warnings warnings) {
        return new WriteOptions(manager(), dryRun(), flag("force"), validation(), warnings);
    }

    /// Who is named as the owner of fields: as the query says, otherwise the client's program.
    private String manager() {
        String manager = query().get("fieldManager");
        if (manager.length() > LONGEST_MANAGER || manager.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw Fault.invalid("fieldManager: Invalid value: must be at most 128 printable characters");
        }
        String agent = exchange.header("User-Agent");
        String program = agent.substring(0, agent.indexOf('/') < 0 ? agent.length() : agent.indexOf('/'));
        return !manager.isEmpty() ? manager : program.isBlank() ? "unknown" : shortened(program.strip());
    }

    private static String shortened(String program) {
        return program.length() > LONGEST_MANAGER ? program.substring(0, LONGEST_MANAGER) : program;
    }

    private boolean dryRun() {
        return dryRun(query().all("dryRun"));
    }

    private static boolean dryRun(List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw Fault.invalid("dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
            }
        }
        return !values.isEmpty();
    }

    /// What happens to unknown fields; clients that do not say are warned.
    private WriteOptions.Validation validation() {
        return switch (query().get("fieldValidation")) {
            case "", "Warn" -> WriteOptions.Validation.WARN;
            case "Ignore" -> WriteOptions.Validation.IGNORE;
            case "Strict" -> WriteOptions.Validation.STRICT;
            default ->
                throw Fault.invalid("fieldValidation: Unsupported value: \"" + query().get("fieldValidation")
                        + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        };
    }

    /// How to delete: the body (`DeleteOptions`, or nothing) and what the query says over it.
    DeleteOptions delete(JsonNode body) {
        long grace = query().has("gracePeriodSeconds")
                ? count("gracePeriodSeconds", 0)
                : body.path("gracePeriodSeconds").asLong(-1);
        boolean dry = dryRun()
                || dryRun(body.path("dryRun")
                        .valueStream()
                        .map(value -> value.asString(""))
                        .toList());
        String policy = query().first("propagationPolicy")
                .or(() -> Optional.of(body.path("propagationPolicy").asString("")))
                .orElse("");
        boolean orphans =
                flag("orphanDependents") || body.path("orphanDependents").asBoolean(false);
        JsonNode conditions = body.path("preconditions");
        return new DeleteOptions(
                (int) Math.min(grace, Integer.MAX_VALUE),
                propagation(policy, orphans),
                conditions.path("uid").asString(""),
                conditions.path("resourceVersion").asString(""),
                dry);
    }

    private static DeleteOptions.Propagation propagation(String policy, boolean orphans) {
        return switch (policy) {
            case "" -> orphans ? DeleteOptions.Propagation.ORPHAN : DeleteOptions.Propagation.BACKGROUND;
            case "Background" -> DeleteOptions.Propagation.BACKGROUND;
            case "Foreground" -> DeleteOptions.Propagation.FOREGROUND;
            case "Orphan" -> DeleteOptions.Propagation.ORPHAN;
            default ->
                throw Fault.invalid("propagationPolicy: Unsupported value: \"" + policy
                        + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
        };
    }
}
