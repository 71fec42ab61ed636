package naru.container;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.store.Documents;
import naru.store.Records;

/// Which containers there are and what they are called; what changes is on disk when a call returns.
final class Register {
    private static final String COLLECTION = "container";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private final Records<Kept> records;
    private final Map<String, String> damaged = new ConcurrentHashMap<>();
    private final Map<String, Unit> units = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    Register(Documents documents) {
        records = new Records<>(documents, COLLECTION, Kept.class, "'docker rm -f KEY' takes the container away");
        Records.Found<Kept> found = records.all();
        damaged.putAll(found.damaged());
        found.values().forEach((id, kept) -> {
            units.put(id, new Unit(kept));
            names.put(kept.name(), id);
        });
    }

    /// The containers whose records cannot be read, by full id: what is wrong, as a sentence.
    Map<String, String> damaged() {
        return Map.copyOf(damaged);
    }

    /// The full id, if there is such a container and its record cannot be read.
    Optional<String> damaged(String ref) {
        List<String> ids = ref.isEmpty()
                ? List.of()
                : damaged.keySet().stream().filter(id -> id.startsWith(ref)).toList();
        return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
    }

    void removeDamaged(String id) {
        records.delete(id);
        damaged.remove(id);
    }

    List<Unit> all() {
        return units.values().stream()
                .sorted(Comparator.comparing((Unit unit) -> unit.kept().created())
                        .reversed())
                .toList();
    }

    /// By id, name, or a unique beginning of an id.
    Unit find(String ref) {
        String name = bare(ref);
        Unit exact = units.get(name);
        if (exact != null) {
            return exact;
        }
        String id = names.get(name);
        if (id != null && units.get(id) != null) {
            return units.get(id);
        }
        List<Unit> matching = name.isEmpty()
                ? List.of()
                : units.values().stream()
                        .filter(unit -> unit.kept().id().startsWith(name))
                        .toList();
        if (matching.size() > 1) {
            throw Fault.invalid("multiple IDs found with provided prefix: " + name);
        }
        if (matching.isEmpty()) {
            damaged(name).ifPresent(broken -> {
                throw Fault.internal(String.valueOf(damaged.get(broken)), null);
            });
            throw Fault.notFound("No such container: " + ref);
        }
        return matching.getFirst();
    }

    /// By id or name, if there is such a container.
    Optional<Unit> known(String ref) {
        Unit exact = units.get(ref);
        String id = exact == null ? names.get(ref) : null;
        return Optional.ofNullable(id == null ? exact : units.get(id));
    }

    /// The containers that have a link to this one.
    List<Unit> linkedTo(String id) {
        return units.values().stream()
                .filter(unit -> unit.kept().spec().networking().links().stream()
                        .anyMatch(words -> Links.ref(words).equals(id)))
                .toList();
    }

    /// A name without the slash that clients may put before it.
    static String bare(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    /// Claims a name for an id; CONFLICT in Docker's words if somebody has it.
    void claim(String name, String id) {
        if (!NAME.matcher(name).matches()) {
            throw Fault.invalid("Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        String holder = names.putIfAbsent(name, id);
        if (holder != null && !holder.equals(id)) {
            throw Fault.conflict("Conflict. The container name \"/" + name + "\" is already in use by container \""
                    + holder + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    /// Whether nobody has a name.
    boolean isFree(String name) {
        return !names.containsKey(name);
    }

    void release(String name) {
        names.remove(name);
    }

    void add(Unit unit) {
        save(unit);
        units.put(unit.kept().id(), unit);
    }

    void save(Unit unit) {
        records.put(unit.kept().id(), unit.kept());
    }

    void remove(Unit unit) {
        records.delete(unit.kept().id());
        units.remove(unit.kept().id());
        names.remove(unit.kept().name(), unit.kept().id());
    }
}
