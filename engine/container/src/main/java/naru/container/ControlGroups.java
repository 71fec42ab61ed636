package naru.container;

import java.nio.file.Path;
import naru.base.Fault;
import naru.linux.CgroupMoves;
import naru.linux.Cgroups;

/// The control groups of an instance's containers. A *path* is what config.json says: a folder, or of
/// systemd `SLICE:naru:ID`, which is the scope `naru-ID.scope` in that slice. Thread-safe.
final class ControlGroups {
    private static final String STANDARD_SLICE = "system.slice";
    private static final String SUFFIX = ".slice";
    private static final String ROOT_SLICE = "-" + SUFFIX;
    /// Where crun puts a container, below its scope.
    static final String BELOW = "container";

    private final CgroupDriver driver;
    private final String own;
    private final CgroupMoves moves;

    /// @param instance the instance's id
    /// @param moves what makes the kernel ready for processes that are put into groups; closed with this
    ControlGroups(CgroupDriver driver, String instance, CgroupMoves moves) {
        this.driver = driver;
        this.moves = moves;
        this.own = "/naru-" + instance;
    }

    CgroupDriver driver() {
        return driver;
    }

    /// INVALID in Docker's words for a parent that the driver cannot put anything into.
    void check(Resources resources) {
        String parent = resources.cgroupParent();
        if (driver == CgroupDriver.CGROUPFS || parent.isEmpty()) {
            return;
        }
        if (!parent.endsWith(SUFFIX) || parent.length() <= SUFFIX.length()) {
            throw Fault.invalid("cgroup-parent for systemd cgroup should be a valid slice named as \"xxx.slice\"");
        }
        String name = parent.substring(0, parent.length() - SUFFIX.length());
        boolean valid = parent.equals(ROOT_SLICE) || name.matches("[A-Za-z0-9_.@\\\\]+(-[A-Za-z0-9_.@\\\\]+)*");
        if (!valid) {
            throw Fault.invalid("invalid slice name: " + parent);
        }
    }

    /// The path of a container that is about to start; INVALID for a parent that the driver cannot put
    /// it into.
    String path(String id, Resources resources) {
        check(resources);
        String parent = resources.cgroupParent();
        return switch (driver) {
            case CGROUPFS ->
                (parent.isEmpty() ? own : Path.of("/", parent).normalize().toString()) + "/" + id;
            case SYSTEMD -> (parent.isEmpty() ? STANDARD_SLICE : parent) + ":naru:" + id;
        };
    }

    /// The path of a container that has never run.
    String path(String id) {
        return own + "/" + id;
    }

    /// Whether a path is that of a scope.
    static boolean isScope(String path) {
        return !path.startsWith("/");
    }

    /// The name of a scope by its path.
    static String scope(String path) {
        String[] parts = path.split(":", -1);
        return parts[1] + "-" + parts[2] + ".scope";
    }

    /// The folder of a path, in whichever hierarchy. A slice `a-b.slice` is in `a.slice`.
    static String folder(String path) {
        if (!isScope(path)) {
            return path;
        }
        String slice = path.substring(0, path.indexOf(':'));
        StringBuilder folder = new StringBuilder();
        if (!slice.equals(ROOT_SLICE)) {
            String name = slice.substring(0, slice.length() - SUFFIX.length());
            for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
                folder.append('/').append(name, 0, dash).append(SUFFIX);
            }
            folder.append('/').append(slice);
        }
        return folder.append('/').append(scope(path)).toString();
    }

    /// Whether the kernel holds the processes of a path still.
    static boolean isFrozen(String path) {
        return Cgroups.isFrozen(folder(path)) || isScope(path) && Cgroups.isFrozen(folder(path) + "/" + BELOW);
    }

    /// Removes the empty groups of a path, and answers whether there are none any more. Those of a scope
    /// are only known to be gone for good when systemd has been asked, which its runtime does: never.
    static boolean remove(String path) {
        if (!isScope(path)) {
            return Cgroups.remove(path);
        }
        Cgroups.remove(folder(path));
        return false;
    }

    /// Somebody will soon be put into a group. Returns at once.
    void expect() {
        moves.expect();
    }

    /// Takes the instance's own group away, if no container is in it. Only for the end: a runtime that
    /// is just creating a container would find its parent gone.
    void leave() {
        moves.close();
        Cgroups.remove(own);
    }
}
