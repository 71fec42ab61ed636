package naru.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.Mounts;
import org.jspecify.annotations.Nullable;

/// What a volume with options mounts (`type`, `device`, `o`): a folder of the host, memory, a disk, a share.
///
/// @param source what is mounted
/// @param type of file system
/// @param flags of mount(2)
/// @param data what is left of the options, for the file system
record Device(String source, String type, long flags, List<String> data) {
    private static final Map<String, Long> FLAGS = Map.of(
            "bind", Mounts.MS_BIND | Mounts.MS_REC,
            "rbind", Mounts.MS_BIND | Mounts.MS_REC,
            "ro", Mounts.MS_RDONLY,
            "nosuid", Mounts.MS_NOSUID,
            "nodev", Mounts.MS_NODEV,
            "noexec", Mounts.MS_NOEXEC);
    private static final List<String> USUAL = List.of("rw", "suid", "dev", "exec", "defaults");

    private static final Map<String, List<String>> NEEDED =
            new TreeMap<>(Map.of("device", List.of("type"), "type", List.of("device"), "o", List.of("device", "type")));
    private static final Set<String> KNOWN = Set.of("device", "type", "o", "size");

    /// INVALID for options that are unknown, or of no use without others.
    static void check(String volume, Map<String, String> options) {
        for (String name : new TreeSet<>(options.keySet())) {
            if (!KNOWN.contains(name)) {
                throw Fault.invalid("create " + volume + ": invalid option: \"" + name + "\"");
            }
        }
        NEEDED.forEach((name, others) -> others.forEach(other -> {
            if (options.containsKey(name) && !options.containsKey(other)) {
                throw Fault.invalid("create " + volume + ": missing required option: \"" + other + "\"");
            }
        }));
    }

    /// Of the options those that hold for every mount of it: a bind elsewhere does not take them over.
    static List<String> restrictions(Map<String, String> options) {
        return Stream.of(options.getOrDefault("o", "").split(","))
                .filter(word -> FLAGS.containsKey(word) && !word.endsWith("bind"))
                .toList();
    }

    static Device of(Map<String, String> options) {
        long flags = 0;
        List<String> data = new ArrayList<>();
        for (String word : options.getOrDefault("o", "").split(",")) {
            flags |= FLAGS.getOrDefault(word, 0L);
            if (!word.isEmpty() && !FLAGS.containsKey(word) && !USUAL.contains(word)) {
                data.add(word);
            }
        }
        return new Device(options.getOrDefault("device", ""), options.getOrDefault("type", "none"), flags, data);
    }

    /// Mounts it; INVALID in Docker's words if the kernel refuses.
    void mount(Path target) {
        try {
            boolean bind = (flags & Mounts.MS_BIND) != 0;
            Mounts.mount(source, target, type, flags, bind ? null : words());
            if (bind && flags != (Mounts.MS_BIND | Mounts.MS_REC)) {
                remount(target);
            }
        } catch (Errno e) {
            String why =
                    String.valueOf(e.getMessage()).replaceFirst("^.*\\): ", "").replaceFirst(" \\(errno.*", "");
            throw new Fault(
                    Fault.Kind.INVALID,
                    "error while mounting volume '" + target + "': failed to mount local volume: mount " + source + ":"
                            + target + told() + ": " + why.toLowerCase(Locale.ROOT),
                    e);
        }
    }

    private String told() {
        long asked = flags & ~Mounts.MS_REC;
        return (asked == 0 ? "" : ", flags: 0x" + Long.toHexString(asked))
                + (data.isEmpty() ? "" : ", data: " + words());
    }

    /// A bind takes its other flags only when it is there.
    private void remount(Path target) {
        try {
            Mounts.mount("", target, null, flags & ~Mounts.MS_REC | Mounts.MS_REMOUNT, null);
        } catch (Errno e) {
            Mounts.detach(target);
            throw e;
        }
    }

    private @Nullable String words() {
        return data.isEmpty() ? null : String.join(",", data);
    }
}
