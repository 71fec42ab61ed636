package naru.docker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.base.Fault;
import naru.container.ContainerSpec;
import naru.container.Isolation;
import naru.container.MountSpec;
import naru.container.Networking;
import naru.container.Resources;
import naru.container.Storage;

/// What a container of a scope may be: nothing of the machine's, and nothing of others'. It looks at what the engine is
/// about to be asked, not at the words of the request.
final class ScopedWishes {
    private static final String DOCKER_SOCKET = "/var/run/docker.sock";
    private static final Set<String> NETWORKS = Set.of("", "default", "bridge", "none");
    private static final Set<String> IPC = Set.of("", "private", "shareable", "none");
    private static final Set<String> LOGS = Set.of("json-file", "local", "none");

    private final Access.Scoped scope;
    private final Rights rights;

    ScopedWishes(Access.Scoped scope, Rights rights) {
        this.scope = scope;
        this.rights = rights;
    }

    /// The same with the scope's label; FORBIDDEN or NOT_FOUND for what it may not have.
    ContainerSpec allowed(ContainerSpec asked) {
        isolation(asked.isolation());
        resources(asked.resources());
        networking(asked.networking());
        refuse(
                !LOGS.contains(asked.log().type()),
                "the log driver " + asked.log().type());
        refuse(!asked.annotations().isEmpty(), "annotations");
        refuse(asked.config().labels().containsKey("naru.depends-on"), "the label naru.depends-on");
        refuse(asked.annotations().keySet().stream().anyMatch(ScopedWishes::isOrder), "an order to the runtime");
        Map<String, String> labels = new TreeMap<>(asked.config().labels());
        labels.put(scope.label(), scope.value());
        return asked.withConfig(asked.config().withLabels(labels)).withStorage(storage(asked.storage()));
    }

    /// Runtimes take orders by annotation, such as another system call filter.
    private static boolean isOrder(String annotation) {
        return annotation.startsWith("run.oci.") || annotation.startsWith("org.systemd.");
    }

    private static void refuse(boolean wrong, String what) {
        if (wrong) {
            throw Fault.forbidden("this socket is for containers of one scope: " + what + " is not part of it");
        }
    }

    private void isolation(Isolation asked) {
        refuse(asked.privileged(), "privileged");
        refuse(!asked.capAdd().isEmpty(), "a further capability");
        refuse(
                asked.securityOpt().stream().anyMatch(option -> !option.startsWith("no-new-privileges")),
                "a security option");
        refuse(!asked.utsMode().isEmpty(), "another UTS namespace");
        refuse(!asked.usernsMode().isEmpty(), "another user namespace");
        refuse(!Set.of("", "private").contains(asked.cgroupnsMode()), "another cgroup namespace");
        refuse(asked.maskedPaths() != null || asked.readonlyPaths() != null, "other masked or read-only paths");
        refuse(!asked.sysctls().isEmpty(), "kernel settings");
        refuse(asked.oomScoreAdj() < 0, "a lower OOM score");
        refuse(!asked.runtime().isEmpty(), "another runtime");
        joined(asked.pidMode(), Set.of(""), "PID namespace");
        joined(asked.ipcMode(), IPC, "IPC namespace");
    }

    /// One of the plain modes, or a container of the scope.
    private void joined(String mode, Set<String> plain, String what) {
        if (mode.startsWith("container:")) {
            rights.requireContainer(mode.substring("container:".length()));
        } else {
            refuse(!plain.contains(mode), "another " + what);
        }
    }

    private static void resources(Resources asked) {
        refuse(!asked.devices().isEmpty() || !asked.deviceCgroupRules().isEmpty(), "a device");
        refuse(!asked.cgroupParent().isEmpty(), "another control group");
        refuse(!asked.disks().equals(Resources.Disks.NONE), "shares of a disk");
        refuse(!asked.realTime().equals(Resources.RealTime.NONE), "real time");
        refuse(asked.oomKillDisable(), "a switched off OOM killer");
    }

    private void networking(Networking asked) {
        String mode = asked.mode();
        if (mode.startsWith("container:")) {
            rights.requireContainer(mode.substring("container:".length()));
        } else {
            refuse(mode.equals("host") || mode.startsWith("sandbox:"), "the network " + mode);
            network(mode);
        }
        asked.endpoints().forEach(endpoint -> {
            network(endpoint.network());
            endpoint.links().forEach(link -> rights.requireContainer(link.split(":", 2)[0]));
        });
        asked.links().forEach(link -> rights.requireContainer(link.split(":", 2)[0]));
    }

    private void network(String name) {
        if (!NETWORKS.contains(name)) {
            rights.requireNetwork(name);
        }
    }

    private Storage storage(Storage asked) {
        refuse(!Set.of("", "local").contains(asked.volumeDriver()), "a volume driver");
        asked.volumesFrom().forEach(from -> rights.requireContainer(from.split(":", 2)[0]));
        List<String> binds = asked.binds().stream().map(this::bind).toList();
        List<MountSpec> mounts = asked.mounts().stream().map(this::mount).toList();
        return new Storage(
                binds, mounts, asked.tmpfs(), asked.volumesFrom(), asked.readonlyRootfs(), asked.shmSize(), "");
    }

    /// The socket itself may be handed on, by its path or by Docker's usual one.
    private String bind(String words) {
        String[] parts = words.split(":", 2);
        if (parts.length == 2 && parts[0].startsWith("/")) {
            refuse(!isSocket(parts[0]), "the path " + parts[0] + " of the machine");
            return scope.socket() + ":" + parts[1];
        }
        rights.requireVolume(parts[0]);
        return words;
    }

    private boolean isSocket(String path) {
        return path.equals(DOCKER_SOCKET) || path.equals(scope.socket().toString());
    }

    private MountSpec mount(MountSpec asked) {
        return switch (asked) {
            case MountSpec.Bind bind -> {
                refuse(!isSocket(bind.source()), "the path " + bind.source() + " of the machine");
                yield MountSpec.bind(scope.socket().toString(), bind.target(), bind.readOnly());
            }
            case MountSpec.Volume volume -> {
                refuse(
                        !Set.of("", "local").contains(volume.driver())
                                || !volume.driverOptions().isEmpty(),
                        "a volume's driver");
                if (!volume.name().isEmpty()) {
                    rights.requireVolume(volume.name());
                }
                yield volume;
            }
            case MountSpec.Tmpfs tmpfs -> tmpfs;
            case MountSpec.Image image -> image;
        };
    }
}
