package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.container.PathsInContainer.Root;
import naru.linux.Errno;
import naru.linux.IdMap;
import naru.linux.InRoot;
import naru.volume.Volumes;

/// What containers see of the machine: decided when one is created, prepared when it is started.
final class ContainerMounts {
    private final Volumes volumes;
    private final Roots roots;
    private final CopyUp copyUp = new CopyUp();

    ContainerMounts(Volumes volumes, Roots roots) {
        this.volumes = volumes;
        this.roots = roots;
    }

    /// A container's mounts, by destination one each: what it asks for goes over what it has from others, and what the
    /// image declares is an anonymous volume where nothing else is.
    List<MountPoint> of(String id, Storage storage, Set<String> declared, Function<String, Container> others) {
        Map<String, MountPoint> points = new LinkedHashMap<>();
        for (String from : storage.volumesFrom()) {
            inherit(from, others, points);
        }
        Set<String> asked = new HashSet<>();
        for (MountSpec wish : wishes(storage)) {
            ProcMounts.check(wish);
            MountPoint point = point(id, wish);
            if (!asked.add(point.destination())) {
                throw Fault.invalid("Duplicate mount point: " + point.destination());
            }
            points.put(point.destination(), point);
        }
        for (String path : declared) {
            if (!points.containsKey(path)) {
                MountSpec volume = MountSpec.volume("", path, false);
                ProcMounts.check(volume);
                points.put(path, point(id, volume));
            }
        }
        return List.copyOf(points.values());
    }

    private static void inherit(String from, Function<String, Container> others, Map<String, MountPoint> points) {
        String[] parts = from.split(":", 2);
        boolean readOnly = readOnly(from, parts.length > 1 ? parts[1] : "");
        for (MountPoint mount : donor(parts[0], others).mounts()) {
            points.put(mount.destination(), readOnly ? mount.asReadOnly() : mount);
        }
    }

    private static boolean readOnly(String from, String mode) {
        List<String> words = mode.isEmpty() ? List.of() : List.of(mode.split(","));
        if (from.startsWith(":") || !List.of("ro", "rw", "z", "Z", "nocopy").containsAll(words)) {
            throw Fault.invalid("invalid mode: " + mode);
        }
        return words.contains("ro");
    }

    /// INVALID, not NOT_FOUND, if there is none: clients take that for a missing image and pull it.
    private static Container donor(String ref, Function<String, Container> others) {
        try {
            return others.apply(ref);
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, e.sentence(), e);
        }
    }

    private static List<MountSpec> wishes(Storage storage) {
        List<MountSpec> wishes = new ArrayList<>();
        storage.binds().forEach(bind -> wishes.add(BindWords.parse(bind, storage.volumeDriver())));
        storage.mounts().forEach(mount -> wishes.add(BindWords.checked(mount)));
        storage.tmpfs().forEach((path, options) -> wishes.add(BindWords.tmpfs(path, options)));
        return wishes;
    }

    private MountPoint point(String id, MountSpec wish) {
        String target = Path.of(wish.target()).normalize().toString();
        return switch (wish) {
            case MountSpec.Bind bind -> bind(bind, target);
            case MountSpec.Volume volume -> volume(id, volume, target);
            case MountSpec.Tmpfs tmpfs -> {
                boolean writable = !tmpfs.readOnly();
                yield new MountPoint(
                        MountSpec.Type.TMPFS, "", "", target, "", tmpfsMode(tmpfs), writable, "", "", false, false);
            }
            case MountSpec.Image image -> image(image, target);
        };
    }

    private static String tmpfsMode(MountSpec.Tmpfs tmpfs) {
        List<String> options = new ArrayList<>(tmpfs.options());
        if (tmpfs.size() > 0) {
            options.add("size=" + tmpfs.size());
        }
        if (tmpfs.mode() > 0) {
            options.add("mode=" + Integer.toOctalString(tmpfs.mode()));
        }
        return String.join(",", options);
    }

    private static MountPoint bind(MountSpec.Bind bind, String target) {
        if (!bind.source().startsWith("/")) {
            throw Fault.invalid("invalid mount config for type \"bind\": invalid mount path: '" + bind.source()
                    + "' mount path must be absolute");
        }
        Path source = Path.of(bind.source());
        if (!Files.exists(source)) {
            make(bind, source);
        }
        return new MountPoint(
                MountSpec.Type.BIND,
                "",
                source.toString(),
                target,
                "",
                bindMode(bind),
                !bind.readOnly(),
                bind.propagation().isEmpty() ? "rprivate" : bind.propagation(),
                "",
                bind.recursive(),
                bind.topOnly());
    }

    private static String bindMode(MountSpec.Bind bind) {
        return words(bind.readOnly() ? "ro" : "", bind.owner());
    }

    private static String words(String... words) {
        return Stream.of(words).filter(word -> !word.isEmpty()).collect(Collectors.joining(","));
    }

    private MountPoint image(MountSpec.Image image, String target) {
        Roots.Base base = roots.image(image.source());
        return new MountPoint(
                MountSpec.Type.IMAGE,
                image.source(),
                base.id(),
                target,
                "",
                "",
                false,
                "",
                image.subpath(),
                true,
                false);
    }

    private static void make(MountSpec.Bind bind, Path source) {
        if (!bind.makeSource()) {
            throw missing(source);
        }
        try {
            Files.createDirectories(source);
        } catch (IOException e) {
            String why = "error while creating mount source path '" + source + "': " + e.getMessage();
            throw new Fault(Fault.Kind.INVALID, why, e);
        }
    }

    private static Fault missing(Path source) {
        return Fault.invalid("invalid mount config for type \"bind\": bind source path does not exist: " + source);
    }

    private MountPoint volume(String id, MountSpec.Volume volume, String target) {
        String name = volumes.create(volume.name(), volume.driver(), volume.labels(), volume.driverOptions())
                .name();
        volumes.use(name, id);
        return new MountPoint(
                MountSpec.Type.VOLUME,
                name,
                volumes.mountpoint(name).toString(),
                target,
                "local",
                words(volume.copy() ? "z" : "nocopy", volume.owner()),
                !volume.readOnly(),
                "",
                volume.subpath(),
                true,
                false);
    }

    /// The mounts as the runtime takes them; copies what the image has at a volume's path into a volume that is empty.
    ///
    /// @param mapped where binds with mapped owners are prepared
    List<RuntimeSpec.ResolvedMount> resolve(Kept kept, Root rootfs, MappedBinds mapped) {
        return kept.mounts().stream()
                .map(mount -> resolve(kept, mount, rootfs, mapped))
                .toList();
    }

    private RuntimeSpec.ResolvedMount resolve(Kept kept, MountPoint mount, Root rootfs, MappedBinds mapped) {
        return switch (mount.type()) {
            case TMPFS -> memory(mount);
            case IMAGE -> bound(mount, imageFolder(kept, mount, rootfs.owners()));
            case VOLUME ->
                bound(mount, mapped.volume(kept, mount, volumeFolder(mount, rootfs, mapped), rootfs.path()))
                        .with(volumes.restrictions(mount.name()));
            case BIND -> {
                Path source = Path.of(mount.source());
                if (!Files.exists(source)) {
                    throw missing(source);
                }
                yield bound(mount, mapped.prepare(kept, mount, rootfs.path()));
            }
        };
    }

    private static RuntimeSpec.ResolvedMount memory(MountPoint mount) {
        String access = mount.writable() ? "rw" : "ro";
        List<String> options = new ArrayList<>(List.of("nosuid", "nodev", "noexec", access));
        if (!mount.mode().isEmpty()) {
            options.addAll(List.of(mount.mode().split(",")));
        }
        options.remove(options.contains("exec") ? "noexec" : "");
        return new RuntimeSpec.ResolvedMount("", mount.destination(), "tmpfs", options);
    }

    private static RuntimeSpec.ResolvedMount bound(MountPoint mount, Path source) {
        List<String> options = new ArrayList<>(List.of(
                mount.recursive() ? "rbind" : "bind",
                mount.propagation().isEmpty() ? "rprivate" : mount.propagation()));
        if (!mount.writable()) { // `rw` would make what is read-only on the host writable
            options.add(mount.topOnly() || !Files.isDirectory(source) ? "ro" : "rro");
        }
        return new RuntimeSpec.ResolvedMount(source.toString(), mount.destination(), "bind", options);
    }

    private Path imageFolder(Kept kept, MountPoint mount, Optional<IdMap> owners) {
        List<MountPoint> images = kept.mounts().stream()
                .filter(other -> other.type() == MountSpec.Type.IMAGE)
                .toList();
        Path files = roots.view(kept.id(), images.indexOf(mount), mount.source(), owners);
        return mount.subpath().isEmpty() ? files : below(files, mount);
    }

    private Path volumeFolder(MountPoint mount, Root rootfs, MappedBinds mapped) {
        Path volume = volumes.mount(mount.name());
        if (!mount.subpath().isEmpty()) {
            return found(volume, mount, () -> mapped.inside(volume, mount));
        }
        if (!mount.hasWord("nocopy")) {
            copyUp.fill(rootfs, mount.destination(), volume);
        }
        return volume;
    }

    /// A folder in an image, with links resolved inside it: nobody writes to it meanwhile.
    private static Path below(Path files, MountPoint mount) {
        return found(files, mount, () -> {
            try (InRoot root = InRoot.open(files)) {
                return Path.of(files + root.resolve("/" + mount.subpath()));
            }
        });
    }

    private static Path found(Path top, MountPoint mount, Supplier<Path> search) {
        try {
            return search.get();
        } catch (Errno e) {
            Path wanted = top.resolve(mount.subpath());
            boolean missing = e.number() == Errno.ENOENT;
            String why = "cannot access path " + wanted + ": "
                    + (missing ? "lstat " + wanted + ": no such file or directory" : e.getMessage());
            throw new Fault(Fault.Kind.INVALID, why, e);
        }
    }
}
