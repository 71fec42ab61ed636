package naru.cluster.patch;

import java.util.List;
import naru.base.Fault;
import naru.cluster.schema.Bounds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON Patch (RFC 6902). All operations apply, or none. Leaves what it is given as it is.
///
/// Errors: INVALID when the operations cannot be read, UNPROCESSABLE when one does not apply, TOO_LARGE
/// beyond the limits.
public final class JsonPatch {
    /// Operations beyond which a patch is refused, as Kubernetes has it.
    static final int MAX_OPERATIONS = 10_000;

    /// Bytes (about) that a patch may copy, or move deeper, in all.
    static final long MAX_COPIED = 3 * 1024 * 1024;

    private JsonNode document;
    private long copied;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /// The target after all operations.
    public static JsonNode apply(JsonNode target, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw Fault.invalid("error decoding patch: a JSON patch is a list of operations");
        }
        if (list.size() > MAX_OPERATIONS) {
            throw Fault.tooLarge(
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got " + list.size());
        }
        JsonPatch patch = new JsonPatch(target.deepCopy());
        for (JsonNode operation : list) {
            patch.apply(operation);
        }
        return patch.document;
    }

    private void apply(JsonNode operation) {
        String name = text(operation, "op");
        Pointer path = Pointer.of(text(operation, "path"));
        switch (name) {
            case "add" -> add(path, value(operation, path), name);
            case "remove" -> remove(path, name);
            case "replace" -> replace(path, value(operation, path));
            case "move" -> move(Pointer.of(text(operation, "from")), path);
            case "copy" -> copy(Pointer.of(text(operation, "from")), path);
            case "test" -> test(path, operation.get("value"));
            default ->
                throw Fault.invalid("error decoding patch: unexpected kind of operation \"" + name
                        + "\": use add, remove, replace, move, copy or test");
        }
    }

    private static String text(JsonNode operation, String member) {
        if (operation.path(member).isString()) {
            return operation.path(member).stringValue();
        }
        throw Fault.invalid("error decoding patch: an operation has a text \"" + member + "\"");
    }

    private static JsonNode value(JsonNode operation, Pointer path) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw Fault.invalid("error decoding patch: the operation has no \"value\"");
        }
        Bounds.weigh(value, path.steps().size() + 1);
        return value.deepCopy();
    }

    private void add(Pointer path, JsonNode value, String operation) {
        if (path.isRoot()) {
            document = value;
            return;
        }
        switch (path.parentIn(document)) {
            case ObjectNode parent -> parent.set(path.last(), value);
            case ArrayNode list when path.last().equals("-") -> list.add(value);
            case ArrayNode list -> list.insert(index(path, list.size()), value);
            case null, default -> throw missing(operation, path, "path");
        }
    }

    private JsonNode remove(Pointer path, String operation) {
        if (path.isRoot()) {
            throw refused(path, operation + " operation does not apply: the whole document cannot be removed");
        }
        switch (path.parentIn(document)) {
            case ObjectNode parent -> {
                JsonNode removed = parent.remove(path.last());
                if (removed != null) {
                    return removed;
                }
                throw missing(operation, path, "key");
            }
            case ArrayNode list -> {
                return list.remove(index(path, list.size() - 1));
            }
            case null, default -> throw missing(operation, path, "path");
        }
    }

    private void replace(Pointer path, JsonNode value) {
        if (path.isRoot()) {
            document = value;
            return;
        }
        switch (path.parentIn(document)) {
            case ObjectNode parent when parent.has(path.last()) -> parent.set(path.last(), value);
            case ArrayNode list -> list.set(index(path, list.size() - 1), value);
            case ObjectNode _ -> throw missing("replace", path, "key");
            case null, default -> throw missing("replace", path, "path");
        }
    }

    private void move(Pointer from, Pointer path) {
        if (from.contains(path)) {
            throw refused(path, "move operation does not apply: " + from.text() + " cannot move into itself");
        }
        if (from.isRoot() && path.isRoot()) {
            return;
        }
        JsonNode value = remove(from, "move");
        if (path.steps().size() > from.steps().size()) {
            charge(value, path);
        }
        add(path, value, "move");
    }

    private void copy(Pointer from, Pointer path) {
        JsonNode value = from.in(document);
        if (value == null) {
            throw missing("copy", from, "path");
        }
        charge(value, path);
        add(path, value.deepCopy(), "copy");
    }

    private void charge(JsonNode value, Pointer path) {
        copied += Bounds.weigh(value, path.steps().size() + 1);
        if (copied > MAX_COPIED) {
            throw Fault.tooLarge("a JSON patch copies at most " + MAX_COPIED + " bytes");
        }
    }

    private void test(Pointer path, @Nullable JsonNode expected) {
        if (expected == null) {
            throw Fault.invalid("error decoding patch: the operation has no \"value\"");
        }
        JsonNode actual = path.in(document);
        boolean same = actual == null ? expected.isNull() : Equality.same(actual, expected);
        if (!same) {
            throw refused(path, "testing value " + path.text() + " failed: test failed");
        }
    }

    private static int index(Pointer path, int highest) {
        int index = Pointer.index(path.last());
        if (index == Pointer.NONE || index > highest) {
            throw refused(path, "Unable to access invalid index: " + path.last() + ": invalid index referenced");
        }
        return index;
    }

    private static Fault missing(String operation, Pointer path, String part) {
        return refused(
                path,
                operation + " operation does not apply: doc is missing " + part + ": " + path.text()
                        + ": missing value");
    }

    private static Fault refused(Pointer path, String sentence) {
        return Fault.unprocessable(
                "the server rejected our request due to an error in our request: " + sentence,
                List.of(new Fault.Detail("FieldValueInvalid", path.text(), sentence)));
    }
}
