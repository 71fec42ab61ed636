package naru.cluster.patch;

import java.util.Map;
import naru.cluster.schema.Bounds;
import naru.cluster.schema.Shape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which places a document has, and which differ between two.
final class Fields {
    private Fields() {}

    /// What differs.
    ///
    /// @param changed places that are new or have another value
    /// @param removed places that are gone
    record Difference(FieldSet changed, FieldSet removed) {}

    /// The places of a document: leaves, elements of lists, and what is empty.
    static FieldSet of(JsonNode value, @Nullable Shape shape) {
        FieldSet set = new FieldSet();
        collect(value, shape, set, 1);
        return set;
    }

    private static void collect(JsonNode value, @Nullable Shape shape, FieldSet into, int depth) {
        Bounds.checkDepth(depth);
        Map<String, JsonNode> parts = Steps.isLeaf(value, shape) ? Map.of() : Steps.of(value, shape);
        if (parts.isEmpty() && depth > 1) {
            into.add();
        }
        parts.forEach((step, part) -> {
            FieldSet below = into.below(step);
            if (!step.startsWith("f:")) {
                below.add();
            }
            collect(part, Steps.shape(shape, step), below, depth + 1);
        });
    }

    /// What is different in `after`.
    static Difference between(JsonNode before, JsonNode after, @Nullable Shape shape) {
        Difference difference = new Difference(new FieldSet(), new FieldSet());
        compare(before, after, shape, difference, 1);
        return difference;
    }

    private static void compare(JsonNode before, JsonNode after, @Nullable Shape shape, Difference into, int depth) {
        Bounds.checkDepth(depth);
        if (Steps.isLeaf(before, shape) || Steps.isLeaf(after, shape)) {
            if (!Equality.same(before, after)) {
                collect(after, shape, into.changed, depth);
                into.removed.add();
            }
            return;
        }
        Map<String, JsonNode> old = Steps.of(before, shape);
        Map<String, JsonNode> now = Steps.of(after, shape);
        if (now.isEmpty() && !old.isEmpty() && depth > 1) {
            into.changed.add();
        }
        now.forEach((step, part) -> compareParts(old.get(step), part, shape, step, into, depth));
        old.forEach((step, part) -> {
            if (!now.containsKey(step)) {
                into.removed.put(step, of(part, Steps.shape(shape, step)).add());
            }
        });
    }

    private static void compareParts(
            @Nullable JsonNode was, JsonNode part, @Nullable Shape shape, String step, Difference into, int depth) {
        Shape inner = Steps.shape(shape, step);
        if (was == null) {
            FieldSet below = of(part, inner);
            into.changed.put(step, below.isEmpty() || !step.startsWith("f:") ? below.add() : below);
            return;
        }
        Difference below = new Difference(new FieldSet(), new FieldSet());
        compare(was, part, inner, below, depth + 1);
        into.changed.put(step, below.changed);
        into.removed.put(step, FieldSet.difference(below.removed, below.changed));
    }
}
