package naru.cli;

import java.io.PrintStream;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Where a daemon listens, one line each.
final class Addresses {
    private Addresses() {}

    static void print(PrintStream out, JsonNode status) {
        for (Map.Entry<String, JsonNode> entry : status.path("addresses").properties()) {
            out.printf("  %-14s %s%n", entry.getKey(), entry.getValue().asString());
        }
    }
}
