package naru.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.store.Documents;
import naru.store.Records;

/// The volumes of one instance, under DATA/volumes/NAME/_data. Safe for use by many threads.
public final class Volumes {
    private static final String COLLECTION = "volumes";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final int MAX_NAME = 240;

    private final VolumeFolders folders;
    private final Records<Stored> records;
    private final Consumer<VolumeEvent> listener;
    private final Map<String, String> damaged;
    private final Map<String, Volume> volumes = new TreeMap<>();
    private final Map<String, Set<String>> users = new TreeMap<>();

    /// Volumes whose records are in `documents`. What removals left is deleted, and empty folders that nobody knows;
    /// those with files stay, and a volume that is made with the name has them.
    ///
    /// @param listener hears of each volume that is made or removed; it must not call back
    public Volumes(Instance instance, Documents documents, Consumer<VolumeEvent> listener) {
        this.listener = listener;
        folders = new VolumeFolders(instance.data().resolve("volumes"));
        records = new Records<>(
                documents,
                COLLECTION,
                Stored.class,
                "its files are in " + mountpoint("KEY") + "; 'docker volume rm -f KEY' takes both away");
        Records.Found<Stored> found = records.all();
        damaged = new TreeMap<>(found.damaged());
        found.values().forEach((name, stored) -> volumes.put(name, stored.volume(name, mountpoint(name))));
        folders.sweep(name -> volumes.containsKey(name) || damaged.containsKey(name));
    }

    /// What is kept of a volume.
    record Stored(String created, Map<String, String> labels, Map<String, String> options, boolean anonymous) {
        Stored {
            Instant.parse(created);
            labels = Map.copyOf(labels);
            options = Map.copyOf(options);
        }

        Volume volume(String name, Path mountpoint) {
            return new Volume(name, "local", mountpoint, Instant.parse(created), labels, options, anonymous);
        }
    }

    /// Creates a volume, or answers the one that has the name already; an empty name means a random one. Another
    /// driver than `local` is NOT_FOUND, a name with other characters INVALID, as well as options that make no
    /// sense; other options than the existing volume's are a CONFLICT.
    public synchronized Volume create(
            String name, String driver, Map<String, String> labels, Map<String, String> options) {
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw Fault.notFound("create " + name + ": error looking up volume plugin " + driver + ": plugin \""
                    + driver + "\" not found");
        }
        boolean anonymous = name.isEmpty();
        String chosen = anonymous ? Ids.random() : name;
        if (chosen.length() == 1) {
            throw Fault.invalid("create " + chosen + ": volume name is too short, names should be at least two "
                    + "alphanumeric characters");
        }
        if (!NAME.matcher(chosen).matches() || chosen.length() > MAX_NAME) {
            throw Fault.invalid("create " + chosen + ": \"" + chosen + "\" includes invalid characters for a local "
                    + "volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host "
                    + "directory, use absolute path");
        }
        refuseIfDamaged(chosen);
        Volume existing = volumes.get(chosen);
        if (existing != null) {
            if (!options.isEmpty() && !options.equals(existing.options())) {
                throw Fault.conflict("volume " + chosen + " exists with other options: remove it or choose a name");
            }
            return existing;
        }
        Device.check(chosen, options);
        return add(chosen, labels, options, anonymous);
    }

    private Volume add(String name, Map<String, String> labels, Map<String, String> options, boolean anonymous) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Stored stored = new Stored(now.toString(), labels, options, anonymous);
        folders.make(name);
        records.put(name, stored);
        Volume volume = stored.volume(name, mountpoint(name));
        volumes.put(name, volume);
        listener.accept(new VolumeEvent("create", name));
        return volume;
    }

    private void refuseIfDamaged(String name) {
        String why = damaged.get(name);
        if (why != null) {
            throw Fault.internal(why, null);
        }
    }

    /// A volume by name; NOT_FOUND otherwise, INTERNAL for one whose record cannot be read.
    public synchronized Volume get(String name) {
        refuseIfDamaged(name);
        Volume volume = volumes.get(name);
        if (volume == null) {
            throw Fault.notFound("get " + name + ": no such volume");
        }
        return volume;
    }

    /// All volumes by name.
    public synchronized List<Volume> list() {
        return List.copyOf(volumes.values());
    }

    /// The containers that use a volume, by full id.
    public synchronized Set<String> users(String name) {
        return Set.copyOf(users.getOrDefault(name, Set.of()));
    }

    /// Removes a volume with all that is in it. CONFLICT while a container uses it; a missing one is NOT_FOUND unless
    /// `force`.
    public synchronized void remove(String name, boolean force) {
        if (force && !volumes.containsKey(name) && !damaged.containsKey(name)) {
            return;
        }
        if (!force || !damaged.containsKey(name)) {
            get(name);
        }
        Set<String> using = users(name);
        if (!using.isEmpty()) {
            throw Fault.conflict("remove " + name + ": volume is in use - [" + String.join(", ", using) + "]");
        }
        erase(name);
    }

    /// The folder gets the name of one that is removed before the record goes, and is deleted after that: so a folder
    /// that is found without a record is never a removal's.
    private void erase(String name) {
        folders.leave(name);
        records.delete(name);
        damaged.remove(name);
        volumes.remove(name);
        listener.accept(new VolumeEvent("destroy", name));
        folders.delete(name);
    }

    /// What pruning took away.
    ///
    /// @param names of the volumes
    /// @param bytes that their files had
    public record Pruned(List<String> names, long bytes) {}

    /// Removes every unused volume that the filter accepts.
    public synchronized Pruned prune(Predicate<Volume> filter) {
        List<String> names = new ArrayList<>();
        long bytes = 0;
        for (Volume volume : list()) {
            if (users(volume.name()).isEmpty() && filter.test(volume)) {
                bytes += size(volume.name());
                remove(volume.name(), false);
                names.add(volume.name());
            }
        }
        return new Pruned(names, bytes);
    }

    /// Bytes of all files in a volume.
    public long size(String name) {
        return folders.size(name);
    }

    /// The folder that containers see, whether the volume exists or not.
    public Path mountpoint(String name) {
        return folders.mountpoint(name);
    }

    /// Says that a container has a volume; kept in memory only, since containers say it again after a restart.
    public synchronized void use(String name, String containerId) {
        users.computeIfAbsent(name, _ -> new TreeSet<>()).add(containerId);
    }

    /// Says that a container is gone from all volumes it had.
    public synchronized void release(String containerId) {
        users.values().forEach(ids -> ids.remove(containerId));
        users.values().removeIf(Set::isEmpty);
    }

    /// Makes a volume with a device ready to be seen (`type`, `device`, `o`): mounts it if it is not
    /// mounted yet. INVALID if the kernel refuses.
    public synchronized Path mount(String name) {
        Volume volume = get(name);
        String device = volume.options().getOrDefault("device", "");
        if (!device.isEmpty() && !mounted(volume.mountpoint())) {
            Device.of(volume.options()).mount(volume.mountpoint());
        }
        return volume.mountpoint();
    }

    /// What its options forbid those who see it: `ro`, `nosuid`, `nodev`, `noexec`.
    public synchronized List<String> restrictions(String name) {
        return Device.restrictions(get(name).options());
    }

    private static boolean mounted(Path path) {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.anyMatch(line -> line.contains(" " + path + " "));
        } catch (IOException e) {
            throw Fault.internal("cannot read /proc/self/mountinfo", e);
        }
    }
}
