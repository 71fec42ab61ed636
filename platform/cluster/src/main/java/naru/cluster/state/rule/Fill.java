package naru.cluster.state.rule;

import tools.jackson.databind.node.ObjectNode;

/// Sets fields that are not set.
final class Fill {
    private Fill() {}

    static void text(ObjectNode object, String field, String value) {
        if (!object.path(field).isString() && !object.has(field)
                || object.path(field).isString()
                        && object.path(field).stringValue().isEmpty()) {
            object.put(field, value);
        }
    }

    static void number(ObjectNode object, String field, int value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    static void flag(ObjectNode object, String field, boolean value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    static void object(ObjectNode object, String field) {
        if (!object.has(field)) {
            object.putObject(field);
        }
    }
}
