package naru.cluster.patch;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/// When two JSON values are the same: by content, members in any order, numbers by value (RFC 6902,
/// section 4.6).
final class Equality {
    private static final Comparator<JsonNode> LEAVES = (a, b) -> {
        boolean same = a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
        return same ? 0 : 1;
    };

    private Equality() {}

    /// Whether they are the same.
    static boolean same(JsonNode a, JsonNode b) {
        return a.equals(LEAVES, b);
    }
}
