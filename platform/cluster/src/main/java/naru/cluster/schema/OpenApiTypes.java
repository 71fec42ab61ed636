package naru.cluster.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import naru.cluster.object.Resource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The types of a document, with their descriptions and with how their lists merge.
final class OpenApiTypes {
    private static final String KIND = "x-kubernetes-group-version-kind";

    private static final String AMOUNT = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String EITHER = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private static final String TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";

    private final OpenApiVersion format;
    private final Map<String, String> descriptions =
            TableText.sections(TableText.read(OpenApiTypes.class, "descriptions.txt"));
    private final Map<String, String[]> kinds = new HashMap<>();

    OpenApiTypes(List<Resource> resources, OpenApiVersion format) {
        this.format = format;
        for (Resource resource : resources) {
            String type = Types.packageOf(resource.group(), resource.version()) + "." + resource.kind();
            kinds.put(type, new String[] {resource.group(), resource.version(), resource.kind()});
            kinds.put(type + "List", new String[] {resource.group(), resource.version(), resource.kind() + "List"});
        }
        OpenApiPaths.otherKinds()
                .forEach(other -> kinds.put(other.type(), new String[] {other.group(), other.version(), other.kind()}));
    }

    /// Tells each type that these kinds mention, and what that mentions.
    void forEach(List<Resource> of, BiConsumer<String, ObjectNode> out) {
        reachable(of).forEach((name, type) -> out.accept(name, type(type)));
        out.accept(AMOUNT, text("An amount such as 500m or 1Gi, as text or number.", ""));
        out.accept(EITHER, text("A whole number, or a text such as a port's name or a percentage.", "int-or-string"));
        out.accept(TIME, text("A time as RFC 3339 has it, such as 2026-01-02T03:04:05Z.", "date-time"));
    }

    private static Map<String, Type> reachable(List<Resource> of) {
        Map<String, Type> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        of.forEach(resource -> open.addAll(OpenApiPaths.mentioned(resource)));
        while (!open.isEmpty()) {
            String name = open.pop();
            Type type = Types.named(name).orElse(null);
            if (type != null && found.put(name, type) == null) {
                type.fields().values().forEach(field -> mention(field.shape(), open));
            }
        }
        return found;
    }

    private static void mention(Shape shape, Deque<String> open) {
        switch (shape) {
            case Shape.Struct struct -> open.push(struct.type());
            case Shape.ListOf list -> mention(list.element(), open);
            case Shape.MapOf map -> mention(map.value(), open);
            case Shape.Scalar _ -> {}
        }
    }

    private ObjectNode type(Type type) {
        Map<String, String> texts = new HashMap<>();
        String section = descriptions.getOrDefault(type.name(), "");
        section.lines().skip(1).forEach(line -> {
            String[] parts = line.substring(1).split("\t", 2);
            texts.put(parts[0], text(parts[1]));
        });
        String first = section.lines().findFirst().orElse("");
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        describe(schema, text(first.substring(first.indexOf('\t') + 1)));
        schema.put("type", "object");
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        type.fields().values().forEach(field -> {
            properties.set(field.name(), property(field.shape(), texts.getOrDefault(field.name(), "")));
            if (field.required()) {
                required.add(field.name());
            }
        });
        if (!properties.isEmpty()) {
            schema.set("properties", properties);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (MergeTable.isAtomic(type.name())) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        String[] kind = kinds.get(type.name());
        if (kind != null) {
            schema.putArray(KIND)
                    .addObject()
                    .put("group", kind[0])
                    .put("kind", kind[2])
                    .put("version", kind[1]);
        }
        return schema;
    }

    private static ObjectNode text(String description, String form) {
        ObjectNode schema = JsonNodeFactory.instance
                .objectNode()
                .put("description", description)
                .put("type", "string");
        return form.isEmpty() ? schema : schema.put("format", form);
    }

    private static String text(String line) {
        return line.replace("\\n", "\n").replace("\\\\", "\\");
    }

    private static void describe(ObjectNode schema, String description) {
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
    }

    private ObjectNode property(Shape shape, String description) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        describe(schema, description);
        switch (shape) {
            case Shape.Struct struct -> {
                reference(schema, struct.type());
                if (struct.retainKeys()) {
                    schema.put("x-kubernetes-patch-strategy", "retainKeys");
                }
            }
            case Shape.MapOf map -> {
                schema.put("type", "object").set("additionalProperties", property(map.value(), ""));
                if (map.atomic()) {
                    schema.put("x-kubernetes-map-type", "atomic");
                }
            }
            case Shape.ListOf list -> {
                schema.put("type", "array").set("items", property(list.element(), ""));
                merging(schema, list.merging());
            }
            case Shape.Scalar scalar -> scalar(schema, scalar);
        }
        return schema;
    }

    private void reference(ObjectNode schema, String type) {
        if (schema.isEmpty() || format == OpenApiVersion.V2) {
            schema.put("$ref", format.reference(type));
        } else {
            schema.putArray("allOf").addObject().put("$ref", format.reference(type));
        }
    }

    private static void merging(ObjectNode schema, Merging merging) {
        schema.put(
                "x-kubernetes-list-type",
                switch (merging.kind()) {
                    case ATOMIC -> "atomic";
                    case SET -> "set";
                    case MAP -> "map";
                });
        if (!merging.keys().isEmpty()) {
            ArrayNode keys = schema.putArray("x-kubernetes-list-map-keys");
            merging.keys().forEach(key -> keys.add(key.field()));
        }
        if (merging.strategic()) {
            schema.put("x-kubernetes-patch-strategy", merging.retainKeys() ? "merge,retainKeys" : "merge");
        }
        if (!merging.mergeKey().isEmpty()) {
            schema.put("x-kubernetes-patch-merge-key", merging.mergeKey());
        }
    }

    private void scalar(ObjectNode schema, Shape.Scalar scalar) {
        switch (scalar) {
            case STRING -> schema.put("type", "string");
            case QUANTITY -> schema.put("$ref", format.reference(AMOUNT));
            case BOOL -> schema.put("type", "boolean");
            case INT32 -> schema.put("type", "integer").put("format", "int32");
            case INT64 -> schema.put("type", "integer").put("format", "int64");
            case DOUBLE -> schema.put("type", "number").put("format", "double");
            case TIME -> schema.put("$ref", format.reference(TIME));
            case BYTES -> schema.put("type", "string").put("format", "byte");
            case INT_OR_STRING -> {
                schema.remove("description"); // the library has the type's in the place of the field's
                schema.put("$ref", format.reference(EITHER));
            }
            case ANY -> schema.put("x-kubernetes-preserve-unknown-fields", true);
        }
    }
}
