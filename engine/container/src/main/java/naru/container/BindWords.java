package naru.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;

/// Reads mounts as `-v` and `--tmpfs` write them.
final class BindWords {
    /// Options that a tmpfs may be given (mount(8)).
    private static final Set<String> TMPFS = Set.of(
            "ro",
            "rw",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "remount",
            "mand",
            "nomand",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "bind",
            "rbind",
            "unbindable",
            "runbindable",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "mode",
            "uid",
            "gid",
            "nr_inodes",
            "nr_blocks",
            "mpol",
            "size",
            "defaults");

    private BindWords() {}

    /// Reads `SOURCE:TARGET[:OPTIONS]`; a source that is no path is a volume's name.
    ///
    /// @param driver of a volume that is made, empty for `local`
    static MountSpec parse(String bind, String driver) {
        String[] parts = bind.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw Fault.invalid("invalid volume specification: '" + bind + "'");
        }
        boolean readOnly = false;
        boolean copy = true;
        String propagation = "";
        String owner = "";
        List<String> options = parts.length > 2 ? List.of(parts[2].split(",")) : List.of();
        if (options.contains("ro") && options.contains("rw")) {
            throw Fault.invalid("invalid mode: " + parts[2]);
        }
        for (String option : options) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "nocopy" -> copy = false;
                case "shared", "rshared", "slave", "rslave", "private", "rprivate" -> propagation = option;
                case "rw", "z", "Z", "cached", "delegated", "consistent", "" -> {}
                default -> {
                    if (!MappedBinds.isWord(option)) {
                        throw Fault.invalid("invalid mode: " + parts[2]);
                    }
                    owner = option;
                }
            }
        }
        MountSpec mount = parts[0].startsWith("/")
                ? new MountSpec.Bind(parts[0], parts[1], readOnly, propagation, true, true, false, owner)
                : new MountSpec.Volume(parts[0], parts[1], readOnly, copy, Map.of(), driver, Map.of(), "", owner);
        return checked(mount, "invalid volume specification: '" + bind + "': ");
    }

    /// A tmpfs with options separated by commas.
    static MountSpec tmpfs(String target, String options) {
        if (!target.startsWith("/")) {
            throw Fault.invalid("invalid mount path: '" + target + "' mount path must be absolute");
        }
        List<String> words = options.isEmpty() ? List.of() : List.of(options.split(","));
        for (String word : words) {
            if (!TMPFS.contains(word.split("=", 2)[0])) {
                throw Fault.invalid("invalid tmpfs option \"" + word.split("=", 2)[0] + "\"");
            }
        }
        return new MountSpec.Tmpfs(target, false, 0, 0, words);
    }

    /// A mount as `--mount` asks for it; INVALID for a target that is not absolute, or is the root.
    static MountSpec checked(MountSpec mount) {
        return checked(mount, "");
    }

    private static MountSpec checked(MountSpec mount, String where) {
        String problem = problem(mount);
        if (!problem.isEmpty()) {
            throw Fault.invalid(where + config(mount) + problem);
        }
        return mount;
    }

    private static String config(MountSpec mount) {
        String type = mount.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return "invalid mount config for type \"" + type + "\": ";
    }

    private static String problem(MountSpec mount) {
        if (mount.target().isEmpty()) {
            return "field Target must not be empty";
        }
        if (mount instanceof MountSpec.Bind bind && bind.source().isEmpty()) {
            return "field Source must not be empty";
        }
        if (!mount.target().startsWith("/")) {
            return "invalid mount path: '" + mount.target() + "' mount path must be absolute";
        }
        if (Path.of(mount.target()).normalize().toString().equals("/")) {
            return "invalid specification: destination can't be '/'";
        }
        if (!mount.owner().isEmpty() && !MappedBinds.isWord(mount.owner())) {
            return "invalid option '" + mount.owner() + "': write idmap, idmap=UID or idmap=UID.GID";
        }
        if (mount instanceof MountSpec.Volume volume && leaves(volume.subpath())
                || mount instanceof MountSpec.Image image && leaves(image.subpath())) {
            return "subpath must be a relative path within the volume";
        }
        return "";
    }

    private static boolean leaves(String subpath) {
        return subpath.startsWith("/") || Path.of(subpath).normalize().startsWith("..");
    }
}
