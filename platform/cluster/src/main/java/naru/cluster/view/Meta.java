package naru.cluster.view;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what every object has. A field that is absent, or of another type than expected, reads as empty.
public final class Meta {
    private Meta() {}

    /// `metadata.name`.
    public static String name(JsonNode object) {
        return text(object, "metadata", "name");
    }

    /// `metadata.namespace`.
    public static String namespace(JsonNode object) {
        return text(object, "metadata", "namespace");
    }

    /// `metadata.uid`.
    public static String uid(JsonNode object) {
        return text(object, "metadata", "uid");
    }

    /// `metadata.resourceVersion` as the number that it is in this cluster; -1 if it is none.
    public static long version(JsonNode object) {
        try {
            return Long.parseLong(text(object, "metadata", "resourceVersion"));
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /// `metadata.generation`.
    public static long generation(JsonNode object) {
        return number(object, 0, "metadata", "generation");
    }

    /// `metadata.labels`.
    public static JsonNode labels(JsonNode object) {
        return object.path("metadata").path("labels");
    }

    /// One of `metadata.annotations`, or empty.
    public static String annotation(JsonNode object, String key) {
        return text(object, "metadata", "annotations", key);
    }

    /// When it was made; the beginning of time if it does not say.
    public static Instant created(JsonNode object) {
        return time(object, "metadata", "creationTimestamp").orElse(Instant.EPOCH);
    }

    /// Whether it has been marked as deleted.
    public static boolean deleting(JsonNode object) {
        return !text(object, "metadata", "deletionTimestamp").isEmpty();
    }

    /// Whether it has a finalizer.
    public static boolean finalized(JsonNode object, String finalizer) {
        for (JsonNode one : object.path("metadata").path("finalizers")) {
            if (one.asString("").equals(finalizer)) {
                return true;
            }
        }
        return false;
    }

    /// Whom it names as its owners.
    public static List<Owner> owners(JsonNode object) {
        JsonNode references = object.path("metadata").path("ownerReferences");
        List<Owner> owners = new ArrayList<>(references.size());
        references.forEach(one -> owners.add(Owner.of(one)));
        return owners;
    }

    /// The owner that controls it.
    public static Optional<Owner> controller(JsonNode object) {
        return owners(object).stream().filter(Owner::controller).findFirst();
    }

    /// The uid of the owner that controls it, or empty.
    public static String controllerUid(JsonNode object) {
        return controller(object).map(Owner::uid).orElse("");
    }

    /// A text at a path, or empty.
    public static String text(JsonNode object, String... path) {
        return at(object, path).asString("");
    }

    /// A number at a path, or what it is where it is absent.
    public static long number(JsonNode object, long absent, String... path) {
        JsonNode found = at(object, path);
        return found.isNumber() ? found.asLong(absent) : absent;
    }

    /// A truth at a path; false where it is absent.
    public static boolean flag(JsonNode object, String... path) {
        return at(object, path).asBoolean(false);
    }

    /// A time at a path.
    public static Optional<Instant> time(JsonNode object, String... path) {
        String text = text(object, path);
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// A time as documents hold it: whole seconds, UTC.
    public static String stamp(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// What is at a path; a missing node where nothing is.
    public static JsonNode at(JsonNode object, String... path) {
        JsonNode found = object;
        for (String step : path) {
            found = found.path(step);
        }
        return found;
    }

    /// The object at a field, made if it is not there.
    public static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode found ? found : parent.putObject(field);
    }

    /// The list at a field, made if it is not there.
    public static ArrayNode list(ObjectNode parent, String field) {
        return parent.get(field) instanceof ArrayNode found ? found : parent.putArray(field);
    }

    /// Adds an owner reference that controls and blocks its owner's deletion in the foreground.
    public static void own(ObjectNode object, String apiVersion, String kind, JsonNode owner) {
        ObjectNode reference =
                list(child(object, "metadata"), "ownerReferences").addObject();
        reference.put("apiVersion", apiVersion).put("kind", kind).put("name", name(owner));
        reference.put("uid", uid(owner)).put("controller", true).put("blockOwnerDeletion", true);
    }

    /// One text of an object of texts, null if it is not there.
    static @Nullable String value(JsonNode map, String key) {
        JsonNode found = map.get(key);
        return found == null || found.isNull() ? null : found.asString("");
    }
}
