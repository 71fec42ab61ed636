package naru.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.IdMap;
import naru.linux.Mounts;
import naru.linux.UserNamespace;

/// The folder of all snapshots, seen as those inside a user namespace own it, for the moment in
/// which an overlay is mounted from it: the overlay keeps what it has of it. Safe for use by many
/// threads.
final class RemappedLayers {
    /// Who owns on the disk what the kernel makes in our name, in overlayfs' work folder and as
    /// whiteouts: the last number that there is.
    private static final long OURS = 0xffff_fffeL;

    /// What says that a kernel or a file system cannot do it.
    private static final Set<Integer> REFUSALS = Set.of(Errno.EINVAL, Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.EPERM);

    private final Path folder;
    private final Path place;
    private final Map<IdMap, UserNamespace> namespaces = new HashMap<>();

    /// @param folder of all snapshots; what an earlier life left mounted in it goes
    RemappedLayers(Path folder) {
        this.folder = folder;
        this.place = folder.resolve("remapped");
        Mounts.detach(place);
    }

    /// Does something that asks where each path of the folder is seen.
    synchronized void during(IdMap map, Consumer<UnaryOperator<Path>> task) {
        try {
            Files.createDirectories(place);
            namespaces.computeIfAbsent(withOurs(map), UserNamespace::of).mount(folder, place, false);
            try {
                task.accept(path -> place.resolve(folder.relativize(path)));
            } finally {
                Mounts.detach(place);
            }
        } catch (Errno e) {
            if (!REFUSALS.contains(e.number())) {
                throw Fault.internal("cannot mount for another user namespace: " + e.getMessage(), e);
            }
            throw new Fault(
                    Fault.Kind.INVALID,
                    "the data folder " + folder + " cannot be used with another user namespace (" + e.getMessage()
                            + "): it takes Linux 5.19 and a file system that maps owners; run it with --userns=host",
                    e);
        } catch (IOException e) {
            throw Fault.internal("cannot make " + place + ": " + e.getMessage(), e);
        }
    }

    private static IdMap withOurs(IdMap map) {
        return new IdMap(withOurs(map.uids()), withOurs(map.gids()));
    }

    private static List<IdMap.Range> withOurs(List<IdMap.Range> ranges) {
        return Stream.concat(ranges.stream(), Stream.of(new IdMap.Range(OURS, 0, 1)))
                .toList();
    }
}
