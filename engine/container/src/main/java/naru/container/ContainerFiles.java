package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Fault;
import naru.container.PathsInContainer.Root;
import naru.image.LayerPacker;
import naru.linux.IdMap;
import naru.linux.InRoot;

/// The files that containers see, running or not.
final class ContainerFiles {
    private final Register register;
    private final Roots roots;
    private final UserNamespaces users;

    ContainerFiles(Register register, Roots roots, UserNamespaces users) {
        this.register = register;
        this.roots = roots;
        this.users = users;
    }

    /// A place in a container: a root folder of the host, and a path in it.
    ///
    /// @param rootfs the container's own root, which knows its users
    private record Place(Root root, String path, Path rootfs) {
        static Place in(Root rootfs, String path) {
            return new Place(rootfs, path, rootfs.path());
        }
    }

    PathStat stat(String ref, String path) {
        return at(ref, path, place -> PathsInContainer.stat(place.root(), ref, place.path()));
    }

    PathStat read(String ref, String path, OutputStream tar) {
        return at(ref, path, place -> PathsInContainer.read(place.root(), ref, place.path(), tar));
    }

    void write(String ref, String path, InputStream tar, boolean keepKinds, boolean asUser) {
        Kept kept = register.find(ref).kept();
        Optional<MountPoint> mount = mountOver(kept, path);
        if (mount.isPresent() && !mount.get().writable()) {
            throw Fault.forbidden("mounted volume is marked read-only");
        }
        if (mount.isEmpty() && kept.spec().storage().readonlyRootfs()) {
            throw Fault.forbidden("container rootfs is marked read-only");
        }
        at(ref, path, place -> {
            String user = kept.spec().config().user();
            Optional<Users> owner = asUser && !user.isEmpty()
                    ? Optional.of(Users.resolve(place.rootfs(), user, List.of()))
                    : Optional.empty();
            PathsInContainer.write(place.root(), ref, place.path(), tar, keepKinds, owner);
            return place;
        });
    }

    /// A running container's files are seen through its own process, with its mounts. One that does not run is mounted
    /// for the time, with its lock held so that it is not started meanwhile; a path in a mount is looked up there.
    private <T> T at(String ref, String path, Function<Place, T> task) {
        Unit unit = register.find(ref);
        int pid = unit.pid();
        if (pid > 0) {
            return task.apply(Place.in(running(unit), path));
        }
        unit.lock.lock();
        try {
            if (unit.isAlive()) {
                return task.apply(Place.in(running(unit), path));
            }
            Path rootfs = roots.mount(unit.kept().id());
            try {
                return task.apply(mountOver(unit.kept(), path)
                        .filter(mount -> Files.isDirectory(Path.of(mount.source())))
                        .map(mount -> new Place(source(unit, mount), below(mount, path), rootfs))
                        .orElse(Place.in(new Root(rootfs, Optional.empty()), path)));
            } finally {
                roots.unmount(unit.kept().id());
            }
        } finally {
            unit.lock.unlock();
        }
    }

    private Root running(Unit unit) {
        return new Root(
                Path.of("/proc/" + unit.pid() + "/root"), users.of(unit.kept().id()));
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

    void export(String ref, OutputStream tar) {
        Unit unit = register.find(ref);
        String id = unit.kept().id();
        Optional<IdMap> owners = unit.isAlive() ? users.of(id) : Optional.empty();
        Path rootfs = owners.map(map -> roots.mount(id, map)).orElseGet(() -> roots.mount(id));
        try (InRoot root = InRoot.open(rootfs, owners.orElse(null))) {
            LayerPacker.files(root, tar);
        } catch (IOException e) {
            throw Fault.internal("cannot export: " + e.getMessage(), e);
        } finally {
            if (!unit.isAlive()) {
                roots.unmount(id);
            }
        }
    }
}
