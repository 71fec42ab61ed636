package naru.cluster.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which labels are meant: all requirements must hold. Immutable.
///
/// Read from a LabelSelector (`matchLabels`, `matchExpressions`), from a plain map (a Service's selector), or from a
/// node selector term's expressions, which know `Gt` and `Lt` too.
///
/// @param requirements what must hold; of none, everything matches
public record Selector(List<Requirement> requirements) {
    /// Matches everything.
    public static final Selector EVERYTHING = new Selector(List.of());
    /// Matches nothing.
    public static final Selector NOTHING = new Selector(List.of(new Requirement("", Operator.IN, Set.of())));

    /// Copies the list.
    public Selector {
        requirements = List.copyOf(requirements);
    }

    /// How a requirement compares.
    public enum Operator {
        /// Its value is one of these.
        IN,
        /// It has none of these values, or is not there.
        NOT_IN,
        /// It is there.
        EXISTS,
        /// It is not there.
        DOES_NOT_EXIST,
        /// It is a number above the one given.
        GT,
        /// It is a number below the one given.
        LT
    }

    /// Labels as a selector asks for them.
    @FunctionalInterface
    public interface Labels {
        /// A label's value, null if it is not there.
        @Nullable
        String get(String key);
    }

    /// One thing that must hold.
    public record Requirement(String key, Operator operator, Set<String> values) {
        /// Copies the set.
        public Requirement {
            values = Set.copyOf(values);
        }

        boolean holds(Labels labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GT -> value != null && compare(value) > 0;
                case LT -> value != null && compare(value) < 0;
            };
        }

        private int compare(String value) {
            try {
                return Long.compare(
                        Long.parseLong(value), Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException | java.util.NoSuchElementException _) {
                return 0;
            }
        }
    }

    /// A LabelSelector: absent it matches nothing, empty everything.
    public static Selector of(JsonNode selector) {
        if (!selector.isObject()) {
            return NOTHING;
        }
        List<Requirement> all = new ArrayList<>(equalities(selector.path("matchLabels")));
        all.addAll(expressions(selector.path("matchExpressions")));
        return new Selector(all);
    }

    /// A map of labels that must be so: absent or empty it matches nothing.
    public static Selector ofMap(JsonNode map) {
        return map.isEmpty() ? NOTHING : new Selector(equalities(map));
    }

    /// A list of expressions (`key`, `operator`, `values`).
    public static List<Requirement> expressions(JsonNode list) {
        List<Requirement> all = new ArrayList<>(list.size());
        for (JsonNode one : list) {
            Set<String> values = new HashSet<>();
            one.path("values").forEach(value -> values.add(value.asString("")));
            all.add(new Requirement(Meta.text(one, "key"), operator(Meta.text(one, "operator")), values));
        }
        return all;
    }

    /// Whether these labels are meant.
    public boolean matches(Labels labels) {
        for (Requirement one : requirements) {
            if (!one.holds(labels)) {
                return false;
            }
        }
        return true;
    }

    /// Whether an object's labels are meant.
    public boolean matches(JsonNode object) {
        JsonNode labels = Meta.labels(object);
        return matches((String key) -> Meta.value(labels, key));
    }

    private static List<Requirement> equalities(JsonNode map) {
        List<Requirement> all = new ArrayList<>(map.size());
        map.properties()
                .forEach(one -> all.add(new Requirement(
                        one.getKey(), Operator.IN, Set.of(one.getValue().asString("")))));
        return all;
    }

    private static Operator operator(String name) {
        return switch (name) {
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GT;
            case "Lt" -> Operator.LT;
            default -> Operator.IN;
        };
    }
}
