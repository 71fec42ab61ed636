package naru.cluster.schema;

import naru.base.Fault;
import tools.jackson.databind.JsonNode;

/// How deep and how large a document may become by changes.
public final class Bounds {
    /// Depth beyond which a document is refused; the reader of requests has the same limit.
    public static final int MAX_DEPTH = 200;

    private Bounds() {}

    /// Refuses a depth beyond the limit.
    public static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw Fault.invalid("the document is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    /// About how many bytes a value takes as JSON; refuses one that would be too deep at this depth.
    public static long weigh(JsonNode node, int depth) {
        checkDepth(depth);
        long weight = 2;
        if (node.isContainer()) {
            for (var member : node.properties()) {
                weight += member.getKey().length() + 4;
            }
            for (JsonNode value : node) {
                weight += weigh(value, depth + 1) + 1;
            }
            return weight;
        }
        return weight + (node.isString() ? node.stringValue().length() : 8);
    }
}
