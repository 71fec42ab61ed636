package naru.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How this machine's control groups are laid out (cgroups(7)).
public final class Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    /// A layout.
    public enum Layout {
        /// One hierarchy for all controllers.
        V2,
        /// A hierarchy per controller.
        V1,
        /// A hierarchy per controller, and an empty one of version 2 beside them.
        HYBRID
    }

    private Cgroups() {}

    /// This machine's layout.
    public static Layout layout() {
        if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
            return Layout.V2;
        }
        return Files.exists(ROOT.resolve("unified/cgroup.controllers")) ? Layout.HYBRID : Layout.V1;
    }

    /// Whether the processes of a group are held still, or about to be: by the freezer of version 1, or by
    /// `cgroup.freeze` of version 2. A group that is not there is not.
    public static boolean isFrozen(String group) {
        String name = group.startsWith("/") ? group.substring(1) : group;
        Path state = layout() == Layout.V2
                ? ROOT.resolve(name).resolve("cgroup.freeze")
                : ROOT.resolve("freezer").resolve(name).resolve("freezer.state");
        try {
            String word = Files.readString(state).strip();
            return !word.equals("THAWED") && !word.equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    /// Removes an empty group in every hierarchy; one that is not empty stays as it is. Answers whether there is none
    /// any more.
    public static boolean remove(String group) {
        String name = group.startsWith("/") ? group.substring(1) : group;
        if (layout() == Layout.V2) {
            return delete(ROOT.resolve(name));
        }
        boolean gone = true;
        try (var hierarchies = Files.newDirectoryStream(ROOT)) {
            for (Path hierarchy : hierarchies) {
                gone &= delete(hierarchy.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + ROOT, e);
        }
        return gone;
    }

    private static boolean delete(Path group) {
        if (!Files.isDirectory(group) || group.toFile().delete()) {
            return true;
        }
        System.getLogger("naru.linux").log(System.Logger.Level.DEBUG, "cgroup {0} is still in use", group);
        return false;
    }
}
