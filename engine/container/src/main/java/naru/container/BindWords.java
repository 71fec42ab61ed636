package naru.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.base.Fault;

/// Reads mounts as `-v` and `--tmpfs` write them.
final class BindWords {
    private BindWords() {}

    /// Reads `SOURCE:TARGET[:OPTIONS]`; a source that is no path is a volume's name.
    ///
    /// @param driver of a volume that is made, empty for `local`
    static MountSpec parse(String bind, String driver) {
        String[] parts = bind.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw Fault.invalid("invalid volume specification: '" + bind + "'");
        }
        checkTarget(bind, parts[1]);
        boolean readOnly = false;
        boolean copy = true;
        String propagation = "";
        for (String option : parts.length > 2 ? parts[2].split(",") : new String[0]) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "nocopy" -> copy = false;
                case "shared", "rshared", "slave", "rslave", "private", "rprivate" -> propagation = option;
                case "rw", "z", "Z", "cached", "delegated", "consistent", "" -> {}
                default -> throw Fault.invalid("invalid mode: " + parts[2]);
            }
        }
        return parts[0].startsWith("/")
                ? new MountSpec.Bind(parts[0], parts[1], readOnly, propagation, true, true)
                : new MountSpec.Volume(parts[0], parts[1], readOnly, copy, Map.of(), driver, Map.of(), "");
    }

    /// A tmpfs with options separated by commas.
    static MountSpec tmpfs(String target, String options) {
        List<String> words = options.isEmpty() ? List.of() : List.of(options.split(","));
        return new MountSpec.Tmpfs(target, false, 0, 0, words);
    }

    /// INVALID for a target that is not absolute, or is the root.
    static void checkTarget(String wish, String target) {
        if (!target.startsWith("/")) {
            throw Fault.invalid("invalid volume specification: '" + wish + "': invalid mount path: '" + target
                    + "' mount path must be absolute");
        }
        if (Path.of(target).normalize().toString().equals("/")) {
            throw Fault.invalid("invalid volume specification: '" + wish + "': destination can't be '/'");
        }
    }
}
