package naru.cluster.patch;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import naru.cluster.schema.Bounds;
import naru.cluster.schema.Merging;
import naru.cluster.schema.Shape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How server-side apply puts what is wanted into what is there, and takes out what is wanted no more.
final class ApplyMerge {
    private ApplyMerge() {}

    /// The live value with what is wanted. The values are the caller's to keep: both are left as they
    /// are.
    static JsonNode merge(JsonNode live, JsonNode wanted, @Nullable Shape shape) {
        return merge(live, wanted, shape, 1);
    }

    private static JsonNode merge(JsonNode live, JsonNode wanted, @Nullable Shape shape, int depth) {
        Bounds.checkDepth(depth);
        if (Steps.isLeaf(live, shape) || Steps.isLeaf(wanted, shape)) {
            return wanted.deepCopy();
        }
        if (live instanceof ArrayNode before && wanted instanceof ArrayNode list && shape instanceof Shape.ListOf is) {
            return mergeLists(before, list, is, depth);
        }
        ObjectNode merged = (ObjectNode) live.deepCopy();
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            JsonNode old = merged.get(member.getKey());
            Shape inner = Shapes.member(shape, member.getKey());
            merged.set(
                    member.getKey(),
                    old == null ? member.getValue().deepCopy() : merge(old, member.getValue(), inner, depth + 1));
        }
        return merged;
    }

    /// Elements that only the live list has stay ahead of what followed them; the others are in the
    /// order wanted.
    private static ArrayNode mergeLists(ArrayNode live, ArrayNode wanted, Shape.ListOf shape, int depth) {
        Merging merging = shape.merging();
        Map<String, JsonNode> before = Steps.of(live, shape);
        Map<String, JsonNode> now = Steps.of(wanted, shape);
        ArrayNode merged = live.arrayNode();
        Iterator<Map.Entry<String, JsonNode>> next =
                new LinkedHashMap<>(now).entrySet().iterator();
        Set<String> seen = new HashSet<>();
        Set<String> done = new HashSet<>();
        for (JsonNode element : live) {
            String step = Steps.element(element, merging);
            if (step == null || !seen.add(step) || !now.containsKey(step)) {
                merged.add(element.deepCopy());
                continue;
            }
            while (!done.contains(step) && next.hasNext()) {
                Map.Entry<String, JsonNode> entry = next.next();
                done.add(entry.getKey());
                merged.add(element(before.get(entry.getKey()), entry.getValue(), shape, depth));
            }
        }
        next.forEachRemaining(entry -> merged.add(element(before.get(entry.getKey()), entry.getValue(), shape, depth)));
        return merged;
    }

    private static JsonNode element(@Nullable JsonNode old, JsonNode wanted, Shape.ListOf shape, int depth) {
        return old == null ? wanted.deepCopy() : merge(old, wanted, shape.element(), depth + 1);
    }

    /// Takes out of `value`, which is changed, what was applied `last`, is not applied `now`, and is
    /// nobody else's.
    static void prune(JsonNode value, @Nullable Shape shape, FieldSet last, FieldSet now, FieldSet others) {
        Set<JsonNode> elements = Collections.newSetFromMap(new IdentityHashMap<>());
        Steps.of(value, shape).forEach((step, part) -> {
            FieldSet was = last.child(step);
            if (was != null
                    && isGone(part, Steps.shape(shape, step), shape, was, now.child(step), others.child(step))) {
                if (value instanceof ObjectNode object) {
                    object.remove(step.substring(2));
                } else {
                    elements.add(part);
                }
            }
        });
        if (value instanceof ArrayNode list) {
            list.removeIf(elements::contains);
        }
    }

    /// Prunes within a part; answers whether nothing of it is left.
    private static boolean isGone(
            JsonNode part,
            @Nullable Shape shape,
            @Nullable Shape holder,
            FieldSet was,
            @Nullable FieldSet wanted,
            @Nullable FieldSet foreign) {
        boolean unclaimed = wanted == null && foreign == null;
        if (unclaimed && was.isMember()) {
            return true;
        }
        if (Steps.isLeaf(part, shape)) {
            return false;
        }
        boolean full = !part.isEmpty();
        pruneWithin(part, shape, was, wanted, foreign, holder);
        return unclaimed && full && part.isEmpty();
    }

    private static void pruneWithin(
            JsonNode part,
            @Nullable Shape inner,
            FieldSet was,
            @Nullable FieldSet wanted,
            @Nullable FieldSet foreign,
            @Nullable Shape holder) {
        FieldSet kept = wanted == null ? new FieldSet() : wanted;
        if (holder instanceof Shape.ListOf list) {
            kept = FieldSet.union(kept, new FieldSet());
            for (Merging.Key key : list.merging().keys()) {
                kept.below(Steps.field(key.field())).add();
            }
        }
        prune(part, inner, was, kept, foreign == null ? new FieldSet() : foreign);
    }
}
