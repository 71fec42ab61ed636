package naru.cluster.patch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.schema.Bounds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A set of places in a document, as a tree. Steps are named as `FieldsV1` names them: `f:NAME` for a
/// field, `k:{KEYS}` for an element of a list by its keys, `v:VALUE` for an element of a set.
///
/// Not safe for use by many threads while it is being built.
final class FieldSet {
    private static final String SELF = ".";

    private boolean member;
    private final Map<String, FieldSet> children = new TreeMap<>();

    /// Reads `FieldsV1`; INVALID when it is none.
    static FieldSet of(JsonNode fields) {
        return of(fields, 1);
    }

    private static FieldSet of(JsonNode fields, int depth) {
        Bounds.checkDepth(depth);
        if (!(fields instanceof ObjectNode object)) {
            throw Fault.invalid("fieldsV1 has objects only, not " + fields.getNodeType());
        }
        FieldSet set = new FieldSet();
        set.member = depth > 1 && (object.isEmpty() || object.has(SELF));
        object.properties().forEach(child -> {
            if (!child.getKey().equals(SELF)) {
                set.children.put(step(child.getKey()), of(child.getValue(), depth + 1));
            }
        });
        return set;
    }

    private static String step(String text) {
        if (text.length() > 2 && text.charAt(1) == ':' && "fkvi".indexOf(text.charAt(0)) >= 0) {
            return text;
        }
        throw Fault.invalid("unknown path element in fieldsV1: \"" + text + "\"");
    }

    /// As `FieldsV1`.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (member && !children.isEmpty()) {
            json.putObject(SELF);
        }
        children.forEach((step, child) -> json.set(step, child.json()));
        return json;
    }

    /// Whether the place itself is in the set.
    boolean isMember() {
        return member;
    }

    /// Puts the place itself in.
    FieldSet add() {
        member = true;
        return this;
    }

    /// The places at and below a step, which is made if it is not there.
    FieldSet below(String step) {
        return children.computeIfAbsent(step, _ -> new FieldSet());
    }

    /// The places at and below a step, or null if there are none.
    @Nullable
    FieldSet child(String step) {
        return children.get(step);
    }

    /// Puts in everything of another set at and below a step; an empty one leaves no trace.
    void put(String step, FieldSet places) {
        if (!places.isEmpty()) {
            children.put(step, places);
        }
    }

    /// Takes out everything at and below a step.
    void drop(String step) {
        children.remove(step);
    }

    /// Takes out everything but what is at and below a step.
    void keepOnly(String step) {
        children.keySet().retainAll(Set.of(step));
    }

    /// Whether no place is below.
    boolean isWithoutChildren() {
        return children.isEmpty();
    }

    boolean isEmpty() {
        return !member && children.isEmpty();
    }

    /// What is in either.
    static FieldSet union(FieldSet a, FieldSet b) {
        FieldSet union = new FieldSet();
        union.member = a.member || b.member;
        union.children.putAll(a.children);
        b.children.forEach((step, child) -> union.children.merge(step, child, FieldSet::union));
        return union;
    }

    /// What is in `a` and not in `b`.
    static FieldSet difference(FieldSet a, FieldSet b) {
        FieldSet rest = new FieldSet();
        rest.member = a.member && !b.member;
        a.children.forEach((step, child) -> {
            FieldSet other = b.children.get(step);
            rest.put(step, other == null ? child : difference(child, other));
        });
        return rest;
    }

    /// What is in both.
    static FieldSet intersection(FieldSet a, FieldSet b) {
        FieldSet both = new FieldSet();
        both.member = a.member && b.member;
        a.children.forEach((step, child) -> {
            FieldSet other = b.children.get(step);
            if (other != null) {
                both.put(step, intersection(child, other));
            }
        });
        return both;
    }

    /// Tells every place of the set as messages write it, such as `.spec.containers[name="web"].image`.
    void forEachPath(Consumer<String> consumer) {
        forEachPath("", consumer);
    }

    private void forEachPath(String path, Consumer<String> consumer) {
        if (member) {
            consumer.accept(path);
        }
        children.forEach((step, child) -> child.forEachPath(path + written(step), consumer));
    }

    private static String written(String step) {
        String rest = step.substring(2);
        return switch (step.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            case 'k' -> "[" + keys(rest) + "]";
            default -> "[" + rest + "]";
        };
    }

    private static String keys(String json) {
        StringBuilder keys = new StringBuilder();
        Json.tree(json.getBytes(UTF_8))
                .properties()
                .forEach(key -> keys.append(keys.isEmpty() ? "" : ",")
                        .append(key.getKey())
                        .append('=')
                        .append(key.getValue()));
        return keys.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && member == set.member && children.equals(set.children);
    }

    @Override
    public int hashCode() {
        return children.hashCode() + (member ? 1 : 0);
    }

    @Override
    public String toString() {
        return json().toString();
    }
}
