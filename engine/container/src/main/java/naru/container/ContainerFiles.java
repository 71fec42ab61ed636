package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import naru.base.Fault;
import naru.container.PathsInContainer.Root;
import naru.image.LayerPacker;
import naru.linux.Errno;
import naru.linux.InRoot;

/// The files that containers see, running or not. A container's lock is held while they are found, and no longer when
/// bytes come from a client or go to it: until then they are held otherwise ([HeldRoots]).
final class ContainerFiles {
    private final Register register;
    private final HeldRoots roots;
    private final UserNamespaces users;

    ContainerFiles(Register register, HeldRoots roots, UserNamespaces users) {
        this.register = register;
        this.roots = roots;
        this.users = users;
    }

    /// A place in a container: a root folder of the host, and a path in it.
    ///
    /// @param rootfs the container's own root, which knows its users
    /// @param hold keeps both
    private record Place(Root root, String path, Path rootfs, Hold hold) implements AutoCloseable {
        @Override
        public void close() {
            hold.close();
        }
    }

    PathStat stat(String ref, String path) {
        try (Place place = at(register.find(ref), path)) {
            return PathsInContainer.stat(place.root(), ref, place.path(), path);
        }
    }

    PathStat read(String ref, String path, OutputStream tar) {
        try (Place place = at(register.find(ref), path)) {
            return PathsInContainer.read(
                    place.root(), ref, place.path(), path, place.hold().checked(tar));
        }
    }

    void write(String ref, String path, InputStream tar, boolean keepKinds, boolean asUser) {
        Unit unit = register.find(ref);
        Kept kept = unit.kept();
        Optional<MountPoint> mount = mountOver(kept, path);
        if (mount.isPresent() && !mount.get().writable()) {
            throw Fault.forbidden("mounted volume is marked read-only");
        }
        if (mount.isEmpty() && kept.spec().storage().readonlyRootfs()) {
            throw Fault.forbidden("container rootfs is marked read-only");
        }
        try (Place place = at(unit, path)) {
            String user = kept.spec().config().user();
            Optional<Users> owner = asUser && !user.isEmpty()
                    ? Optional.of(Users.resolve(place.rootfs(), user, List.of()))
                    : Optional.empty();
            PathsInContainer.write(place.root(), ref, place.path(), place.hold().checked(tar), keepKinds, owner);
        }
    }

    void export(String ref, OutputStream tar) {
        Unit unit = register.find(ref);
        try (Hold hold = hold(unit);
                InRoot root = hold.root().open()) {
            LayerPacker.files(root, hold.checked(tar));
        } catch (IOException e) {
            throw Fault.internal("cannot export: " + e.getMessage(), e);
        }
    }

    <T> T during(String ref, Supplier<T> work) {
        try (Hold _ = hold(register.find(ref))) {
            return work.get();
        }
    }

    private Hold hold(Unit unit) {
        unit.enter();
        try {
            return unit.isAlive()
                    ? roots.running(unit.kept(), users.of(unit.kept().id()))
                    : roots.idle(unit.kept());
        } finally {
            unit.lock.unlock();
        }
    }

    /// A running container's files are seen through its own process, with its mounts. One that does not run is mounted
    /// for the time; a path in a mount is looked up there.
    private Place at(Unit unit, String path) {
        unit.enter();
        try {
            Hold hold = hold(unit);
            try {
                return unit.isAlive() ? inside(hold, unit, path) : beside(hold, unit, path);
            } catch (RuntimeException e) {
                hold.close();
                throw e;
            }
        } finally {
            unit.lock.unlock();
        }
    }

    private Place inside(Hold hold, Unit unit, String path) {
        try {
            Root root = hold.ofProcess(unit.pid(), users.of(unit.kept().id()));
            return new Place(root, path, root.path(), hold);
        } catch (IOException | Errno _) {
            return beside(hold, unit, path); // it has just ended, and nobody was told yet
        }
    }

    private Place beside(Hold hold, Unit unit, String path) {
        Root root = hold.root();
        return mountOver(unit.kept(), path)
                .filter(mount -> Files.isDirectory(Path.of(mount.source())))
                .map(mount -> new Place(hold.pinned(source(unit, mount)), below(mount, path), root.path(), hold))
                .orElseGet(() -> new Place(root, path, root.path(), hold));
    }

    /// What a mount of a container that does not run shows: a volume has the numbers that its users have inside.
    private Root source(Unit unit, MountPoint mount) {
        boolean own = mount.type() == MountSpec.Type.VOLUME;
        return new Root(
                Path.of(mount.source()),
                own ? Optional.empty() : users.of(unit.kept().id()));
    }

    /// The volume or bind that is mounted nearest above a path.
    private static Optional<MountPoint> mountOver(Kept kept, String path) {
        Path wanted = Path.of("/", path).normalize();
        return kept.mounts().stream()
                .filter(mount -> mount.type() == MountSpec.Type.BIND || mount.type() == MountSpec.Type.VOLUME)
                .filter(mount -> wanted.startsWith(mount.destination()))
                .max(Comparator.comparingInt(mount -> mount.destination().length()));
    }

    private static String below(MountPoint mount, String path) {
        Path wanted = Path.of("/", path).normalize();
        return "/" + mount.subpath() + "/" + Path.of(mount.destination()).relativize(wanted);
    }
}
