package naru.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import naru.base.Fault;
import naru.base.Ids;
import naru.volume.Volumes;

/// What becomes of a wish for a container: merged with its image, its mounts resolved, its volumes made.
final class Creation {
    private final Volumes volumes;

    Creation(Volumes volumes) {
        this.volumes = volumes;
    }

    /// The container as it will be remembered; makes missing volumes and, for `-v`, missing folders of the host.
    ///
    /// @param others how to find the container that `--volumes-from` names
    Kept create(
            String id,
            String name,
            ContainerSpec spec,
            Roots.Base base,
            java.util.function.Function<String, Container> others) {
        Config config = merge(spec.config(), base.config(), id);
        List<String> command = new ArrayList<>(config.entrypoint() == null ? List.of() : config.entrypoint());
        command.addAll(config.cmd() == null ? List.of() : config.cmd());
        if (command.isEmpty()) {
            throw Fault.invalid("no command specified");
        }
        Map<String, MountPoint> mounts = new LinkedHashMap<>();
        for (String from : spec.storage().volumesFrom()) {
            inherit(from, others, mounts);
        }
        for (MountSpec mount : wishes(spec.storage())) {
            MountPoint point = point(id, mount);
            mounts.put(point.destination(), point); // one's own mount goes over an inherited one
        }
        for (String path : config.volumes()) {
            if (!mounts.containsKey(path)) {
                mounts.put(path, point(id, MountSpec.volume("", path, false)));
            }
        }
        return new Kept(
                id,
                name,
                Instant.now(),
                spec.withConfig(config),
                base.id(),
                command,
                new State.Created(0, ""),
                List.copyOf(mounts.values()),
                java.util.Optional.empty(),
                0,
                false);
    }

    private static void inherit(
            String from, java.util.function.Function<String, Container> others, Map<String, MountPoint> mounts) {
        String[] parts = from.split(":", 2);
        boolean readOnly = parts.length > 1 && parts[1].equals("ro");
        for (MountPoint mount : donor(parts[0], others).mounts()) {
            mounts.put(mount.destination(), readOnly ? readOnly(mount) : mount);
        }
    }

    /// INVALID, not NOT_FOUND, if there is none: clients take that for a missing image and pull it.
    private static Container donor(String ref, java.util.function.Function<String, Container> others) {
        try {
            return others.apply(ref);
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, e.sentence(), e);
        }
    }

    private static MountPoint readOnly(MountPoint mount) {
        return new MountPoint(
                mount.type(),
                mount.name(),
                mount.source(),
                mount.destination(),
                mount.driver(),
                mount.mode(),
                false,
                mount.propagation());
    }

    /// The wish with what the image says where the wish is silent.
    private static Config merge(Config wish, Config image, String id) {
        boolean ownEntrypoint = wish.entrypoint() != null;
        List<String> entrypoint = ownEntrypoint ? wish.entrypoint() : image.entrypoint();
        List<String> cmd = wish.cmd() == null && !ownEntrypoint ? image.cmd() : wish.cmd();
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.putAll(wish.labels());
        TreeSet<String> ports = new TreeSet<>(image.exposedPorts());
        ports.addAll(wish.exposedPorts());
        TreeSet<String> paths = new TreeSet<>(image.volumes());
        paths.addAll(wish.volumes());
        HealthTest health =
                wish.healthcheck() == null || wish.healthcheck().test().isEmpty()
                        ? image.healthcheck()
                        : wish.healthcheck();
        return new Config(
                wish.image(),
                wish.hostname().isEmpty() ? Ids.shorten(id) : wish.hostname(),
                wish.domainname(),
                wish.user().isEmpty() ? image.user() : wish.user(),
                wish.attachStdin(),
                wish.attachStdout(),
                wish.attachStderr(),
                wish.tty(),
                wish.openStdin(),
                wish.stdinOnce(),
                Environment.merge(image.env(), wish.env()),
                cmd,
                entrypoint == null || entrypoint.equals(List.of("")) ? List.of() : entrypoint,
                wish.workingDir().isEmpty() ? image.workingDir() : wish.workingDir(),
                labels,
                ports,
                paths,
                wish.stopSignal().isEmpty() ? image.stopSignal() : wish.stopSignal(),
                wish.stopTimeout(),
                health);
    }

    private static List<MountSpec> wishes(Storage storage) {
        List<MountSpec> wishes = new ArrayList<>();
        storage.binds().forEach(bind -> wishes.add(parse(bind)));
        wishes.addAll(storage.mounts());
        storage.tmpfs().forEach((path, options) -> wishes.add(tmpfs(path, options)));
        return wishes;
    }

    /// Reads `SOURCE:TARGET[:OPTIONS]`.
    private static MountSpec parse(String bind) {
        String[] parts = bind.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw Fault.invalid("invalid volume specification: '" + bind + "'");
        }
        checkTarget(bind, parts[1]);
        boolean readOnly = false;
        boolean noCopy = false;
        String propagation = "";
        for (String option : parts.length > 2 ? parts[2].split(",") : new String[0]) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "nocopy" -> noCopy = true;
                case "shared", "rshared", "slave", "rslave", "private", "rprivate" -> propagation = option;
                case "rw", "z", "Z", "cached", "delegated", "consistent", "" -> {}
                default -> throw Fault.invalid("invalid mode: " + parts[2]);
            }
        }
        boolean path = parts[0].startsWith("/");
        return new MountSpec(
                path ? MountSpec.Type.BIND : MountSpec.Type.VOLUME,
                parts[0],
                parts[1],
                readOnly,
                "",
                propagation,
                false,
                true,
                noCopy,
                Map.of(),
                "",
                Map.of(),
                "",
                0,
                0,
                List.of());
    }

    private static void checkTarget(String wish, String target) {
        if (!target.startsWith("/")) {
            throw Fault.invalid("invalid volume specification: '" + wish + "': invalid mount path: '" + target
                    + "' mount path must be absolute");
        }
        if (Path.of(target).normalize().toString().equals("/")) {
            throw Fault.invalid("invalid volume specification: '" + wish + "': destination can't be '/'");
        }
    }

    private static MountSpec tmpfs(String path, String options) {
        return new MountSpec(
                MountSpec.Type.TMPFS,
                "",
                path,
                false,
                "",
                "",
                false,
                false,
                false,
                Map.of(),
                "",
                Map.of(),
                "",
                0,
                0,
                options.isEmpty() ? List.of() : List.of(options.split(",")));
    }

    private MountPoint point(String id, MountSpec mount) {
        checkTarget(mount.source() + ":" + mount.target(), mount.target());
        String target = Path.of(mount.target()).normalize().toString();
        return switch (mount.type()) {
            case BIND -> bind(mount, target);
            case VOLUME -> volume(id, mount, target);
            case TMPFS ->
                new MountPoint(MountSpec.Type.TMPFS, "", "", target, "", tmpfsMode(mount), !mount.readOnly(), "");
        };
    }

    private static String tmpfsMode(MountSpec mount) {
        List<String> options = new ArrayList<>(mount.tmpfsOptions());
        if (mount.tmpfsSize() > 0) {
            options.add("size=" + mount.tmpfsSize());
        }
        if (mount.tmpfsMode() > 0) {
            options.add("mode=" + Integer.toOctalString(mount.tmpfsMode()));
        }
        return String.join(",", options);
    }

    private static MountPoint bind(MountSpec mount, String target) {
        if (!mount.source().startsWith("/")) {
            throw Fault.invalid("invalid mount config for type \"bind\": invalid mount path: '" + mount.source()
                    + "' mount path must be absolute");
        }
        Path source = Path.of(mount.source());
        if (!Files.exists(source)) {
            if (!mount.createMountpoint()) {
                throw Fault.invalid(
                        "invalid mount config for type \"bind\": bind source path does not exist: " + source);
            }
            try {
                Files.createDirectories(source);
            } catch (IOException e) {
                throw new Fault(
                        Fault.Kind.INVALID,
                        "error while creating mount source path '" + source + "': " + e.getMessage(),
                        e);
            }
        }
        String propagation = mount.propagation().isEmpty() ? "rprivate" : mount.propagation();
        return new MountPoint(
                MountSpec.Type.BIND,
                "",
                source.toString(),
                target,
                "",
                mount.readOnly() ? "ro" : "",
                !mount.readOnly(),
                propagation);
    }

    private MountPoint volume(String id, MountSpec mount, String target) {
        String name = volumes.create(mount.source(), mount.driver(), mount.labels(), mount.driverOptions())
                .name();
        volumes.use(name, id);
        String mode = mount.noCopy() ? "nocopy" : "z";
        return new MountPoint(
                MountSpec.Type.VOLUME,
                name,
                volumes.mountpoint(name).toString(),
                target,
                "local",
                mode,
                !mount.readOnly(),
                "");
    }

    /// The mounts as the runtime takes them; copies what the image has at a volume's path into a volume that is empty.
    List<RuntimeSpec.ResolvedMount> resolve(Kept kept, Path rootfs) {
        List<RuntimeSpec.ResolvedMount> resolved = new ArrayList<>();
        for (MountPoint mount : kept.mounts()) {
            resolved.add(resolve(mount, rootfs));
        }
        return resolved;
    }

    private RuntimeSpec.ResolvedMount resolve(MountPoint mount, Path rootfs) {
        String access = mount.writable() ? "rw" : "ro";
        if (mount.type() == MountSpec.Type.TMPFS) {
            List<String> options = new ArrayList<>(List.of("nosuid", "nodev", "noexec", access));
            if (!mount.mode().isEmpty()) {
                options.addAll(List.of(mount.mode().split(",")));
            }
            options.remove(options.contains("exec") ? "noexec" : "");
            return new RuntimeSpec.ResolvedMount("", mount.destination(), "tmpfs", options);
        }
        Path source = Path.of(mount.source());
        if (mount.type() == MountSpec.Type.VOLUME) {
            source = volumes.mount(mount.name());
            if (!mount.mode().equals("nocopy")) {
                copyUp(rootfs, mount.destination(), source);
            }
        } else if (!Files.exists(source)) {
            throw Fault.invalid("invalid mount config for type \"bind\": bind source path does not exist: " + source);
        }
        String propagation = mount.propagation().isEmpty() ? "rprivate" : mount.propagation();
        return new RuntimeSpec.ResolvedMount(
                source.toString(), mount.destination(), "bind", List.of("rbind", propagation, access));
    }

    private static void copyUp(Path rootfs, String path, Path volume) {
        try (var entries = Files.newDirectoryStream(volume)) {
            if (entries.iterator().hasNext()) {
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into volume " + volume, e);
        }
        PathsInContainer.copyFolder(rootfs, path, volume);
    }
}
