package naru.cluster.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import naru.base.Fault;
import tools.jackson.databind.JsonNode;

/// Chooses objects by their labels: every requirement must hold (Kubernetes, "Labels and Selectors"). Immutable.
///
/// @param requirements none chooses everything
public record LabelSelector(List<Requirement> requirements) {
    /// Everything.
    public static final LabelSelector ALL = new LabelSelector(List.of());

    private static final String KEY = "[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?";
    private static final String VALUE = "[A-Za-z0-9]?(?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final Pattern SET = Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s*\\(([A-Za-z0-9._,\\s-]*)\\)");
    private static final Pattern EQUAL = Pattern.compile("(" + KEY + ")\\s*(=|==|!=)\\s*(" + VALUE + ")");
    private static final Pattern PRESENT = Pattern.compile("(!?)\\s*(" + KEY + ")");

    /// What must hold of one label.
    public enum Operator {
        /// The label is there with one of the values.
        IN,
        /// The label is not there, or has none of the values.
        NOT_IN,
        /// The label is there.
        EXISTS,
        /// The label is not there.
        ABSENT
    }

    /// One requirement; `values` in order, empty for EXISTS and ABSENT.
    public record Requirement(String key, Operator operator, List<String> values) {
        boolean holds(JsonNode labels) {
            JsonNode label = labels.path(key);
            return switch (operator) {
                case IN -> label.isString() && values.contains(label.stringValue());
                case NOT_IN -> !label.isString() || !values.contains(label.stringValue());
                case EXISTS -> label.isString();
                case ABSENT -> !label.isString();
            };
        }

        private String text() {
            return switch (operator) {
                case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in " + list();
                case NOT_IN -> values.size() == 1 ? key + "!=" + values.getFirst() : key + " notin " + list();
                case EXISTS -> key;
                case ABSENT -> "!" + key;
            };
        }

        private String list() {
            return "(" + String.join(",", values) + ")";
        }
    }

    /// Copies the list.
    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /// Reads `app=web,tier!=db,env in (a,b),zone notin (c),gpu,!spot`.
    ///
    /// @throws Fault INVALID if it is none
    public static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return ALL;
        }
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            requirements.add(requirement(part.strip(), text));
        }
        return new LabelSelector(requirements);
    }

    /// Reads a selector's `matchLabels` and `matchExpressions`. An empty one chooses everything; what an absent one
    /// means, its kind says.
    ///
    /// @throws Fault INVALID if an operator is none
    public static LabelSelector of(JsonNode selector) {
        List<Requirement> requirements = new ArrayList<>(labels(selector.path("matchLabels")).requirements);
        for (JsonNode expression : Tree.objects(selector, "matchExpressions")) {
            Operator operator = switch (Tree.text(expression, "operator")) {
                case "In" -> Operator.IN;
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                case "DoesNotExist" -> Operator.ABSENT;
                default ->
                    throw Fault.invalid(
                            "\"" + Tree.text(expression, "operator") + "\" is not a valid label selector operator");
            };
            requirements.add(new Requirement(Tree.text(expression, "key"), operator, Tree.texts(expression, "values")));
        }
        return new LabelSelector(requirements);
    }

    /// Exactly these labels, as in `spec.selector` of a service.
    public static LabelSelector labels(JsonNode labels) {
        return new LabelSelector(labels.properties().stream()
                .map(label -> new Requirement(
                        label.getKey(), Operator.IN, List.of(label.getValue().stringValue(""))))
                .toList());
    }

    /// Exactly these labels.
    public static LabelSelector labels(Map<String, String> labels) {
        return new LabelSelector(labels.entrySet().stream()
                .map(label -> new Requirement(label.getKey(), Operator.IN, List.of(label.getValue())))
                .toList());
    }

    /// Whether labels (`metadata.labels`, may be missing) are chosen.
    public boolean matches(JsonNode labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(labels)) {
                return false;
            }
        }
        return true;
    }

    /// The text that [#parse] reads.
    public String text() {
        return requirements.stream().map(Requirement::text).collect(Collectors.joining(","));
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Requirement requirement(String part, String text) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            TreeSet<String> values = new TreeSet<>();
            for (String value : set.group(3).split(",", -1)) {
                values.add(value.strip());
            }
            Operator operator = set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN;
            return new Requirement(set.group(1), operator, List.copyOf(values));
        }
        Matcher equal = EQUAL.matcher(part);
        if (equal.matches()) {
            Operator operator = equal.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN;
            return new Requirement(equal.group(1), operator, List.of(equal.group(3)));
        }
        Matcher present = PRESENT.matcher(part);
        if (present.matches()) {
            Operator operator = present.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            return new Requirement(present.group(2), operator, List.of());
        }
        throw Fault.invalid("unable to parse requirement: found '" + part + "' in the label selector \"" + text
                + "\"; write key=value, key!=value, key in (a,b), key notin (a,b), key or !key");
    }
}
