package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Ahead;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.container.PathsInContainer.Root;
import naru.linux.CgroupMoves;
import naru.linux.IdMap;
import naru.network.Networks;
import naru.network.Sandbox;
import tools.jackson.databind.node.ObjectNode;

/// Brings a container to life and clears away after it: root file system, network, bundle, conmon, runtime. The caller
/// holds the container's lock.
final class Runner {
    private static final System.Logger LOG = System.getLogger("naru.container");

    private final ContainerFolders folders;
    private final Roots roots;
    private final Networks networks;
    private final Runtimes runtimes;
    private final Conmon conmon;
    private final UserNamespaces users;
    private final ControlGroups groups;
    private final Bundles bundles;

    Runner(
            Instance instance,
            Roots roots,
            Networks networks,
            ContainerMounts mounts,
            Runtimes runtimes,
            Conmon conmon,
            ContainerOptions options) {
        this.folders = ContainerFolders.of(instance);
        this.roots = roots;
        this.networks = networks;
        this.runtimes = runtimes;
        this.conmon = conmon;
        this.users = new UserNamespaces(options.users(), folders);
        this.groups = new ControlGroups(options.cgroupDriver(), instance.id(), CgroupMoves.begin());
        this.bundles = new Bundles(
                folders, groups, runtimes, mounts, options.programs().init());
    }

    /// Where containers have their files.
    ContainerFolders folders() {
        return folders;
    }

    /// Who containers' users are on the host.
    UserNamespaces users() {
        return users;
    }

    /// Where their control groups are.
    ControlGroups groups() {
        return groups;
    }

    /// What a container may be run by.
    Runtimes runtimes() {
        return runtimes;
    }

    Conmon conmon() {
        return conmon;
    }

    private Conmon.Places places(Kept kept) {
        String id = kept.id();
        return new Conmon.Places(
                folders.lasting(id),
                folders.exits(),
                folders.running(id),
                kept.spec().log().keeps() ? folders.log(id) : null,
                runtimes.of(kept));
    }

    /// Starts a container: all of it or nothing.
    void start(Unit unit, Register register) {
        Kept kept = unit.kept();
        String id = kept.id();
        groups.expect();
        try {
            Neighbours neighbours = Neighbours.of(kept, register, bundles::sharedMemory);
            Optional<UserNamespaces.Inside> own = users.open(kept);
            Optional<IdMap> owners = own.map(UserNamespaces.Inside::map);
            Sandbox sandbox;
            ObjectNode spec;
            int pid;
            try (Ahead<Begun> begun = Ahead.begin("start", () -> begin(kept, owners))) {
                sandbox = networks.open(Bundles.sandbox(kept, neighbours), own.map(UserNamespaces.Inside::file));
                spec = bundles.write(kept, begun.get().root(), own, sandbox, neighbours);
                groups.expect(); // again: it lasts for some milliseconds only
                pid = begun.get().conmon().go();
            } finally {
                bundles.unmap(id);
            }
            Path socket = folders.lasting(id).resolve("attach");
            unit.takePending().forEach(streams -> streams.connect(socket));
            runtimes.of(kept).start(id, spec);
            unit.change(
                    before -> before.in(new State.Running(pid, Instant.now())).inside(Optional.of(sandbox)));
        } catch (IOException e) {
            clear(id);
            throw Fault.internal("cannot write the container's files: " + e.getMessage(), e);
        } catch (Fault e) {
            clear(id);
            throw e;
        } catch (RuntimeException e) {
            clear(id);
            throw Fault.unforeseen(e);
        }
    }

    /// What [#start] computes, without any effect.
    void practise(Kept kept) {
        bundles.practise(kept);
    }

    /// What of a start needs no network: the root file system is mounted, and conmon is there and waits.
    private record Begun(Root root, Conmon.Waiting conmon) implements AutoCloseable {
        @Override
        public void close() {
            conmon.close();
        }
    }

    private Begun begin(Kept kept, Optional<IdMap> owners) {
        String id = kept.id();
        Path rootfs = owners.map(map -> roots.mount(id, map)).orElseGet(() -> roots.mount(id));
        try {
            Files.createDirectories(folders.running(id));
            for (String left : List.of("config.json", "attach", "ctl", "winsz")) {
                Files.deleteIfExists(folders.lasting(id).resolve(left));
            }
        } catch (IOException e) {
            throw Fault.internal("cannot write the container's files: " + e.getMessage(), e);
        }
        Config config = kept.spec().config();
        return new Begun(
                new Root(rootfs, owners),
                conmon.create(id, places(kept), config.tty(), config.openStdin(), config.stdinOnce()));
    }

    /// Whether a container's conmon is there, which will tell of its end.
    boolean isWatched(String id) {
        try {
            String pid =
                    Files.readString(folders.running(id).resolve("conmon.pid")).strip();
            return Files.readString(Path.of("/proc", pid, "cmdline")).contains(id);
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether the kernel holds a container's processes still.
    boolean isFrozen(Kept kept) {
        return ControlGroups.isFrozen(groupOf(kept.id()));
    }

    /// Whether the kernel killed a process of the container for memory.
    boolean wasOutOfMemory(String id) {
        return Files.exists(folders.running(id).resolve("oom"))
                || Files.exists(folders.lasting(id).resolve("oom"));
    }

    /// Takes it out of its networks: its addresses and ports are free for others.
    void disconnect(String id) {
        networks.close(id);
    }

    /// Takes away what a run needed: the runtime's state, the network, the mount. What is not there is fine.
    void clear(String id) {
        String group = groupOf(id);
        runtimes.forget(id, ControlGroups.remove(group));
        conmon.forget(id);
        disconnect(id);
        roots.unmount(id);
        bundles.takeMemory(id);
        bundles.unmap(id);
        users.clear(id);
        ControlGroups.remove(group);
        deleteTree(folders.running(id));
        deleteFile(folders.lasting(id).resolve("oom"));
    }

    /// The path of the control group that a container's last run was in.
    String groupOf(String id) {
        String own = groups.path(id);
        try {
            return Json.tree(Files.readAllBytes(folders.lasting(id).resolve("config.json")))
                    .path("linux")
                    .path("cgroupsPath")
                    .asString(own);
        } catch (IOException | Fault e) {
            return own; // it never ran, or the file is damaged: it is written anew at each start
        }
    }

    /// Takes away everything, the written layer too.
    void erase(String id) {
        clear(id);
        discard(id);
    }

    /// Takes away what there is of a container that never ran.
    void discard(String id) {
        roots.remove(id);
        deleteTree(folders.lasting(id));
        deleteFile(folders.exits().resolve(id));
    }

    /// Takes away everything of containers that nobody knows.
    void sweep(Set<String> known) {
        for (Path home : List.of(folders.data(), folders.run())) {
            Path all = home.resolve("containers");
            if (Files.isDirectory(all)) {
                sweep(all, known);
            }
        }
    }

    private void sweep(Path all, Set<String> known) {
        try (var folders = Files.newDirectoryStream(all)) {
            for (Path folder : folders) {
                String id = String.valueOf(folder.getFileName());
                if (!known.contains(id)) {
                    erase(id);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot look for what containers left", e);
        }
    }

    /// Takes away what a start left that was cut short: the runtime may hold a container that, as far as anybody wrote
    /// down, never began.
    void clearUnfinished(String id) {
        if (Files.exists(folders.running(id))) {
            clear(id);
        }
    }

    /// Bytes of the written layer.
    long size(String id) {
        return roots.size(id);
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Fault.internal("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }

    static void deleteTree(Path tree) {
        Path parent = tree.getParent();
        if (parent != null && Files.isDirectory(parent)) {
            try (naru.linux.InRoot root = naru.linux.InRoot.open(parent)) {
                root.delete(String.valueOf(tree.getFileName()));
            }
        }
    }
}
