package naru.cluster.state.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resource;
import tools.jackson.databind.JsonNode;

/// Collects what is wrong with an object's fields, and says it as Kubernetes does. Of one thread.
public final class Violations {
    private static final int MOST = 200;
    private static final int LONGEST = 300;
    private final List<Fault.Detail> details = new ArrayList<>();

    /// Something must stand there.
    public void required(String field, String why) {
        add("FieldValueRequired", field, "Required value" + (why.isEmpty() ? "" : ": " + why));
    }

    /// What stands there is not right.
    public void invalid(String field, Object value, String why) {
        add("FieldValueInvalid", field, "Invalid value: " + shown(value) + ": " + why);
    }

    /// What stands there is none of the values that are possible.
    public void unsupported(String field, Object value, Collection<String> possible) {
        String list = possible.stream().map(one -> "\"" + one + "\"").collect(Collectors.joining(", "));
        add("FieldValueNotSupported", field, "Unsupported value: " + shown(value) + ": supported values: " + list);
    }

    /// Nothing may stand there, or it may not change.
    public void forbidden(String field, String why) {
        add("FieldValueForbidden", field, "Forbidden: " + why);
    }

    /// It stands there twice.
    public void duplicate(String field, Object value) {
        add("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
    }

    /// What it names is not there.
    public void notFound(String field, Object value) {
        add("FieldValueNotFound", field, "Not found: " + shown(value));
    }

    /// It has more than so many bytes.
    public void tooLong(String field, int most) {
        add("FieldValueTooLong", field, "Too long: may not be more than " + most + " bytes");
    }

    /// Checks that a text is one of some; an empty one is not looked at.
    public void oneOf(String field, String value, Set<String> possible) {
        if (!value.isEmpty() && !possible.contains(value)) {
            unsupported(field, value, new TreeSet<>(possible));
        }
    }

    /// Checks that a number is not negative.
    public void notNegative(String field, long value) {
        if (value < 0) {
            invalid(field, value, "must be greater than or equal to 0");
        }
    }

    /// Checks that a number is a port.
    public void port(String field, long value) {
        if (value < 1 || value > 65_535) {
            invalid(field, value, "must be between 1 and 65535, inclusive");
        }
    }

    /// What is wrong, in the order found.
    public List<Fault.Detail> details() {
        return List.copyOf(details);
    }

    /// Refuses the object if something is wrong with it.
    ///
    /// @throws Fault UNPROCESSABLE with all that is wrong
    public void refuse(Resource resource, String name) {
        if (details.isEmpty()) {
            return;
        }
        String kind = resource.group().isEmpty() ? resource.kind() : resource.kind() + "." + resource.group();
        String all = details.stream()
                .map(detail -> detail.field() + ": " + detail.message())
                .distinct()
                .collect(Collectors.joining(", "));
        throw Fault.unprocessable(
                kind + " \"" + name + "\" is invalid: " + (details.size() == 1 ? all : "[" + all + "]"), details);
    }

    private void add(String reason, String field, String message) {
        if (details.size() < MOST) {
            details.add(new Fault.Detail(reason, field, message));
        }
    }

    private static String shown(Object value) {
        if (value instanceof JsonNode node && node.isMissingNode()) {
            return "null";
        }
        String text = value instanceof Number || value instanceof Boolean ? value.toString() : Json.text(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
