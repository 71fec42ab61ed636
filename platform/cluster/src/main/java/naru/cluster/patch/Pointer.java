package naru.cluster.patch;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A place in a document, as JSON Pointer writes it (RFC 6901).
///
/// @param text as it was written, such as `/metadata/labels/a~1b`
/// @param steps its names and indexes, unescaped
record Pointer(String text, List<String> steps) {
    /// Steps beyond which a pointer is refused: no document is as deep.
    private static final int MAX_STEPS = 200;

    /// What [#index] answers for no index.
    static final int NONE = -1;

    Pointer {
        steps = List.copyOf(steps);
    }

    /// Reads one.
    static Pointer of(String text) {
        if (text.isEmpty()) {
            return new Pointer(text, List.of());
        }
        if (text.charAt(0) != '/') {
            throw Fault.invalid("a JSON pointer begins with '/', not as in \"" + text + "\"");
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.substring(1).split("/", -1)) {
            steps.add(unescape(step, text));
        }
        if (steps.size() > MAX_STEPS) {
            throw Fault.invalid("a JSON pointer has at most " + MAX_STEPS + " steps, not " + steps.size());
        }
        return new Pointer(text, steps);
    }

    private static String unescape(String step, String text) {
        for (int at = step.indexOf('~'); at >= 0; at = step.indexOf('~', at + 1)) {
            if (at + 1 == step.length() || (step.charAt(at + 1) != '0' && step.charAt(at + 1) != '1')) {
                throw Fault.invalid("in a JSON pointer '~' is followed by 0 or 1, not as in \"" + text + "\"");
            }
        }
        return step.replace("~1", "/").replace("~0", "~");
    }

    /// Whether it names the whole document.
    boolean isRoot() {
        return steps.isEmpty();
    }

    /// Its last step; of no meaning for the root.
    String last() {
        return steps.getLast();
    }

    /// Whether the other place lies within this one.
    boolean contains(Pointer other) {
        return other.steps.size() > steps.size()
                && other.steps.subList(0, steps.size()).equals(steps);
    }

    /// What is there, or null.
    @Nullable
    JsonNode in(JsonNode document) {
        return walk(document, steps.size());
    }

    /// What holds the place, or null.
    @Nullable
    JsonNode parentIn(JsonNode document) {
        return walk(document, steps.size() - 1);
    }

    private @Nullable JsonNode walk(JsonNode document, int count) {
        JsonNode node = document;
        for (int i = 0; i < count && node != null; i++) {
            node = child(node, steps.get(i));
        }
        return node;
    }

    /// The member or element of that name, or null.
    static @Nullable JsonNode child(JsonNode parent, String step) {
        if (parent instanceof ArrayNode list) {
            int index = index(step);
            return index == NONE || index >= list.size() ? null : list.get(index);
        }
        return parent.get(step);
    }

    /// The index that a step names, or [#NONE]: digits without leading zeros (RFC 6901, section 4).
    static int index(String step) {
        boolean digits = !step.isEmpty() && step.length() < 10 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (step.length() == 1 || step.charAt(0) != '0') ? Integer.parseInt(step) : NONE;
    }
}
