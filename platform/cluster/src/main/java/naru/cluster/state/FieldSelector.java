package naru.cluster.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.state.rule.KindRules;
import tools.jackson.databind.node.ObjectNode;

/// Chooses objects by some of their fields: `metadata.name=web,status.phase!=Failed`. Which fields, the kind says.
record FieldSelector(List<Term> terms) {
    private record Term(Function<ObjectNode, String> field, boolean equal, String value) {}

    /// Reads a selector for a kind.
    ///
    /// @throws Fault INVALID if it cannot be read or names a field that cannot be selected by
    static FieldSelector parse(String text, Resource resource) {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isEmpty()) {
                terms.add(term(part, text, resource));
            }
        }
        return new FieldSelector(terms);
    }

    boolean matches(ObjectNode object) {
        for (Term term : terms) {
            if (term.field().apply(object).equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    /// A backslash keeps `,`, `=` and itself from having a meaning.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Term term(String part, String text, Resource resource) {
        int at = part.indexOf('=');
        if (at < 1) {
            throw Fault.invalid("invalid selector: '" + text + "'; can't understand '" + part + "'");
        }
        boolean unequal = part.charAt(at - 1) == '!';
        String name = part.substring(0, unequal ? at - 1 : at);
        String value = part.substring(part.startsWith("==", at) ? at + 2 : at + 1);
        return new Term(field(name, resource), !unequal, unescaped(value, text));
    }

    private static Function<ObjectNode, String> field(String name, Resource resource) {
        Map<String, Function<ObjectNode, String>> fields =
                KindRules.of(resource).fields();
        Function<ObjectNode, String> field = fields.get(name);
        if (field != null) {
            return field;
        }
        throw Fault.invalid(
                fields.size() > 2
                        ? "field label not supported: " + name
                        : "\"" + name
                                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private static String unescaped(String value, String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || ",=\\".indexOf(value.charAt(i)) < 0) {
                    throw Fault.invalid("invalid field selector: '" + text + "': invalid escape sequence");
                }
                c = value.charAt(i);
            } else if (c == '=') {
                throw Fault.invalid("invalid field selector: '" + text + "': unescaped character in value: =");
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
