package naru.cluster.patch;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Who owns which fields: `metadata.managedFields`, read.
final class Owners {
    /// Owners by updates, beyond which the oldest become one.
    private static final int MAX_UPDATERS = 10;

    /// Entries beyond which a list is refused.
    private static final int MAX_ENTRIES = 1000;

    private static final String ANCIENT = "ancient-changes";

    /// How fields came to be somebody's.
    enum Operation {
        /// They said what they want.
        APPLY("Apply"),
        /// They wrote it.
        UPDATE("Update");

        private final String text;

        Operation(String text) {
            this.text = text;
        }
    }

    /// An owner.
    ///
    /// @param apiVersion of the object as they wrote it; empty for APPLY, which is one owner in all
    ///     versions
    record Owner(String manager, Operation operation, String apiVersion, String subresource) {
        /// As messages name it.
        String written() {
            String named = "\"" + manager + "\"";
            if (!subresource.isEmpty()) {
                named += " with subresource \"" + subresource + "\"";
            }
            return operation == Operation.UPDATE ? named + " using " + apiVersion : named;
        }
    }

    /// What an owner has, and since when.
    record Share(FieldSet fields, Instant since, String apiVersion) {}

    private final Map<Owner, Share> shares = new LinkedHashMap<>();

    /// Reads the owners that an object names; INVALID when they cannot be read.
    static Owners of(@Nullable JsonNode object) {
        Owners owners = new Owners();
        JsonNode entries = object == null ? null : object.path("metadata").get("managedFields");
        if (entries == null || entries.isNull()) {
            return owners;
        }
        if (entries.size() > MAX_ENTRIES) {
            throw Fault.invalid("metadata.managedFields has at most " + MAX_ENTRIES + " entries");
        }
        for (JsonNode entry : entries) {
            owners.read(entry);
        }
        return owners;
    }

    private void read(JsonNode entry) {
        String apiVersion = entry.path("apiVersion").asString("");
        Operation operation = switch (entry.path("operation").asString("")) {
            case "Apply" -> Operation.APPLY;
            case "Update" -> Operation.UPDATE;
            default ->
                throw Fault.invalid(
                        "metadata.managedFields: the operation is Apply or Update, not " + entry.path("operation"));
        };
        Owner owner = owner(
                entry.path("manager").asString(""),
                operation,
                apiVersion,
                entry.path("subresource").asString(""));
        JsonNode fields = entry.get("fieldsV1");
        FieldSet set = fields == null ? new FieldSet() : FieldSet.of(fields);
        shares.merge(
                owner,
                new Share(set, time(entry.path("time").asString("")), apiVersion),
                (a, b) -> new Share(FieldSet.union(a.fields, b.fields), b.since, b.apiVersion));
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Fault(Fault.Kind.INVALID, "metadata.managedFields: '" + text + "' is no time", e);
        }
    }

    /// The owner of that name.
    static Owner owner(String manager, Operation operation, String apiVersion, String subresource) {
        return new Owner(manager, operation, operation == Operation.APPLY ? "" : apiVersion, subresource);
    }

    boolean isEmpty() {
        return shares.isEmpty();
    }

    /// What an owner has; nothing if there is no such owner.
    FieldSet fields(Owner owner) {
        Share share = shares.get(owner);
        return share == null ? new FieldSet() : share.fields;
    }

    /// What all others have.
    FieldSet others(Owner owner) {
        FieldSet all = new FieldSet();
        for (Map.Entry<Owner, Share> share : shares.entrySet()) {
            if (!share.getKey().equals(owner)) {
                all = FieldSet.union(all, share.getValue().fields);
            }
        }
        return all;
    }

    /// Every other owner that has one of these fields, and which.
    Map<Owner, FieldSet> having(FieldSet fields, Owner except) {
        Map<Owner, FieldSet> having = new LinkedHashMap<>();
        shares.forEach((owner, share) -> {
            FieldSet common = FieldSet.intersection(share.fields, fields);
            if (!owner.equals(except) && !common.isEmpty()) {
                having.put(owner, common);
            }
        });
        return having;
    }

    /// Gives an owner exactly these fields, since now if they are others than before.
    void give(Owner owner, FieldSet fields, String apiVersion, Instant now) {
        Share before = shares.get(owner);
        if (fields.isEmpty()) {
            shares.remove(owner);
        } else if (before == null || !before.fields.equals(fields) || !before.apiVersion.equals(apiVersion)) {
            shares.put(owner, new Share(fields, now.truncatedTo(ChronoUnit.SECONDS), apiVersion));
        }
    }

    /// Takes fields from all but one.
    void take(FieldSet fields, Owner except) {
        for (Map.Entry<Owner, Share> entry : List.copyOf(shares.entrySet())) {
            if (!entry.getKey().equals(except)) {
                Share share = entry.getValue();
                FieldSet rest = FieldSet.difference(share.fields, fields);
                if (rest.isEmpty()) {
                    shares.remove(entry.getKey());
                } else {
                    shares.put(entry.getKey(), new Share(rest, share.since, share.apiVersion));
                }
            }
        }
    }

    /// Makes the oldest owners by updates one, when there are too many.
    void limit() {
        List<Owner> updaters = new ArrayList<>();
        shares.keySet().stream()
                .filter(owner -> owner.operation == Operation.UPDATE && owner.subresource.isEmpty())
                .sorted(Comparator.comparing((Owner owner) -> since(owner)))
                .forEach(updaters::add);
        for (Owner oldest : updaters.subList(0, Math.max(0, updaters.size() - MAX_UPDATERS))) {
            Share share = shares.remove(oldest);
            if (share != null) {
                shares.merge(
                        new Owner(ANCIENT, Operation.UPDATE, oldest.apiVersion, ""),
                        share,
                        (a, b) -> new Share(FieldSet.union(a.fields, b.fields), b.since, b.apiVersion));
            }
        }
    }

    private Instant since(Owner owner) {
        Share share = shares.get(owner);
        return share == null ? Instant.EPOCH : share.since;
    }

    /// Writes them into an object's metadata; none leave no trace.
    void writeTo(ObjectNode object) {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        shares.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Owner, Share> e) -> e.getKey().operation)
                        .thenComparing(e -> e.getValue().since)
                        .thenComparing(e -> e.getKey().manager)
                        .thenComparing(e -> e.getValue().apiVersion)
                        .thenComparing(e -> e.getKey().subresource))
                .forEach(entry -> entries.add(entry(entry.getKey(), entry.getValue())));
        if (entries.isEmpty()) {
            if (object.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
        } else {
            object.withObject("metadata").set("managedFields", entries);
        }
    }

    private static ObjectNode entry(Owner owner, Share share) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("manager", owner.manager)
                .put("operation", owner.operation.text)
                .put("apiVersion", share.apiVersion)
                .put("time", share.since.toString())
                .put("fieldsType", "FieldsV1");
        entry.set("fieldsV1", share.fields.json());
        if (!owner.subresource.isEmpty()) {
            entry.put("subresource", owner.subresource);
        }
        return entry;
    }
}
