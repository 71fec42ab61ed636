package naru.cluster.schedule;

import java.util.HashMap;
import java.util.Map;
import naru.cluster.object.Quantity;
import tools.jackson.databind.JsonNode;

/// How much of each resource: what a pod asks for, what a node has.
///
/// @param cpu in thousandths of a processor
/// @param memory in bytes
/// @param storage ephemeral, in bytes
/// @param others extended resources by their name, in whole units
record Amounts(long cpu, long memory, long storage, Map<String, Long> others) {
    static final Amounts NONE = new Amounts(0, 0, 0, Map.of());

    Amounts {
        others = Map.copyOf(others);
    }

    /// Reads a list of resources such as `requests` or `allocatable`; what is no quantity counts as nothing.
    static Amounts read(JsonNode resources) {
        if (resources.isEmpty()) {
            return NONE;
        }
        Map<String, Long> others = new HashMap<>();
        resources.properties().forEach(one -> {
            switch (one.getKey()) {
                case "cpu", "memory", "ephemeral-storage", "pods" -> {}
                default ->
                    others.put(one.getKey(), quantity(resources, one.getKey()).units());
            }
        });
        return new Amounts(
                quantity(resources, "cpu").milli(),
                quantity(resources, "memory").units(),
                quantity(resources, "ephemeral-storage").units(),
                others);
    }

    static Quantity quantity(JsonNode resources, String name) {
        return Quantity.read(resources.path(name).asString("")).orElse(Quantity.ZERO);
    }

    Amounts plus(Amounts other) {
        return new Amounts(
                cpu + other.cpu, memory + other.memory, storage + other.storage, merge(other.others, Long::sum));
    }

    /// The larger of both, resource by resource.
    Amounts max(Amounts other) {
        return new Amounts(
                Math.max(cpu, other.cpu),
                Math.max(memory, other.memory),
                Math.max(storage, other.storage),
                merge(other.others, Math::max));
    }

    private Map<String, Long> merge(Map<String, Long> other, java.util.function.BinaryOperator<Long> how) {
        if (other.isEmpty()) {
            return others;
        }
        Map<String, Long> merged = new HashMap<>(others);
        other.forEach((name, amount) -> merged.merge(name, amount, how));
        return merged;
    }
}
