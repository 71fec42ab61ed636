package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Instance;
import naru.container.SubordinateIds;
import naru.linux.IdMap;

/// Who containers' users are on the host, as `--userns-remap` says, and where the roots of such
/// containers are.
///
/// @param map empty if they are the host's
/// @param roots a folder of RUN that nobody but the root of these containers may pass through: it
///     must, and the data folder stays closed to it
record OwnUsers(Optional<IdMap> map, Path roots) {
    /// Looks for the ranges of a user; INVALID where there are none, or where the folder cannot be
    /// reached by them.
    static OwnUsers of(String word, Instance instance) {
        Path roots = instance.run().resolve("remapped");
        if (word.isEmpty()) {
            return new OwnUsers(Optional.empty(), roots);
        }
        IdMap map = SubordinateIds.of(word, Path.of("/etc"));
        try {
            Files.createDirectories(roots);
            Files.setAttribute(roots, "unix:gid", map.outsideGid(0), LinkOption.NOFOLLOW_LINKS);
            Files.setPosixFilePermissions(roots, PosixFilePermissions.fromString("rwx--x---"));
            passable(roots.toRealPath(), map);
        } catch (IOException e) {
            throw Fault.internal("cannot prepare " + roots + ": " + e.getMessage(), e);
        }
        return new OwnUsers(Optional.of(map), roots);
    }

    private static void passable(Path roots, IdMap map) throws IOException {
        for (Path above = roots.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw Fault.invalid("--userns-remap: the root of containers (user "
                        + Integer.toUnsignedString(map.outsideUid(0)) + " here) cannot pass through " + above
                        + ": chmod o+x " + above + ", or choose another --run");
            }
        }
    }
}
