package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.container.PathsInContainer.Root;
import naru.linux.IdMap;
import naru.linux.Mounts;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.network.SandboxSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Brings a container to life and clears away after it: root file system, network, bundle, conmon, runtime. The caller
/// holds the container's lock.
final class Runner {
    private static final System.Logger LOG = System.getLogger("naru.container");

    private final Instance instance;
    private final Roots roots;
    private final Networks networks;
    private final ContainerMounts mounts;
    private final Runtimes runtimes;
    private final Conmon conmon;
    private final ContainerOptions options;
    private final UserNamespaces users;
    private final ControlGroups groups;

    Runner(
            Instance instance,
            Roots roots,
            Networks networks,
            ContainerMounts mounts,
            Runtimes runtimes,
            Conmon conmon,
            ContainerOptions options) {
        this.instance = instance;
        this.roots = roots;
        this.networks = networks;
        this.mounts = mounts;
        this.runtimes = runtimes;
        this.conmon = conmon;
        this.options = options;
        this.users = new UserNamespaces(options.users(), this::folder, this::runFolder);
        this.groups = new ControlGroups(options.cgroupDriver(), instance.id());
    }

    /// Where a container's durable files are.
    Path folder(String id) {
        return instance.data().resolve("containers").resolve(id);
    }

    /// Where a container's sockets and pid files are.
    Path runFolder(String id) {
        return instance.run().resolve("containers").resolve(id);
    }

    Path log(String id) {
        return folder(id).resolve("log");
    }

    /// How large a container's log may grow; INVALID for options that make no sense.
    LogBounds logBounds(ContainerSpec.LogConfig log) {
        return LogBounds.of(log);
    }

    Path exits() {
        return instance.run().resolve("exits");
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
                folder(id), exits(), runFolder(id), kept.spec().log().keeps() ? log(id) : null, runtimes.of(kept));
    }

    /// Starts a container: all of it or nothing.
    void start(Unit unit, Register register) {
        String id = unit.kept().id();
        try {
            Neighbours neighbours = Neighbours.of(unit.kept(), register, this::sharedMemory);
            Optional<UserNamespaces.Inside> own = users.open(unit.kept());
            Optional<IdMap> owners = own.map(UserNamespaces.Inside::map);
            Path rootfs = owners.map(map -> roots.mount(id, map)).orElseGet(() -> roots.mount(id));
            Sandbox sandbox = networks.open(sandboxSpec(unit.kept(), neighbours), own.map(UserNamespaces.Inside::file));
            ObjectNode spec = prepare(unit.kept(), new Root(rootfs, owners), own, sandbox, neighbours);
            int pid = create(unit.kept());
            Path socket = folder(id).resolve("attach");
            unit.takePending().forEach(streams -> streams.connect(socket));
            runtimes.of(unit.kept()).start(id, spec);
            unit.change(kept -> kept.in(new State.Running(pid, Instant.now())).inside(Optional.of(sandbox)));
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

    private int create(Kept kept) {
        Config config = kept.spec().config();
        try {
            return conmon.create(kept.id(), places(kept), config.tty(), config.openStdin(), config.stdinOnce());
        } finally {
            mapped(kept.id(), Optional.empty()).clear();
        }
    }

    private MappedBinds mapped(String id, Optional<UserNamespaces.Inside> own) {
        return new MappedBinds(runFolder(id).resolve("mapped"), instance.data(), own);
    }

    /// Writes a container's files and answers what is in its config.json.
    private ObjectNode prepare(
            Kept kept, Root root, Optional<UserNamespaces.Inside> own, Sandbox sandbox, Neighbours neighbours)
            throws IOException {
        Path folder = folder(kept.id());
        Files.createDirectories(runFolder(kept.id()));
        Files.deleteIfExists(folder.resolve("attach"));
        Files.deleteIfExists(folder.resolve("ctl"));
        Files.deleteIfExists(folder.resolve("winsz"));
        ResolverFiles.write(folder, sandbox, root.owners());
        if (kept.spec().isolation().ipcMode().equals("shareable")) {
            offerMemory(kept);
        }
        String cwd = kept.spec().config().workingDir();
        if (!cwd.isEmpty()) {
            PathsInContainer.makeFolder(root, cwd);
        }
        List<RuntimeSpec.ResolvedMount> resolved = mounts.resolve(kept, root, mapped(kept.id(), own));
        String group = groups.path(kept.id(), kept.spec().resources());
        ObjectNode spec = new RuntimeSpec(
                        kept, root.path(), sandbox, folder, resolved, group, init(kept), neighbours, own)
                .write();
        runtimes.of(kept).complete(spec);
        Files.write(folder.resolve("config.json"), Json.write(spec));
        return spec;
    }

    /// Where memory is that a container shares with others.
    private Path sharedMemory(String id) {
        return runFolder(id).resolve("shm");
    }

    private void offerMemory(Kept kept) throws IOException {
        Path folder = Files.createDirectories(sharedMemory(kept.id()));
        long flags = Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC;
        long size = RuntimeSpec.sharedMemory(kept.spec().storage());
        Mounts.mount("shm", folder, "tmpfs", flags, "mode=1777,size=" + size);
    }

    private @Nullable Path init(Kept kept) {
        return kept.spec().isolation().init()
                ? InitProgram.find(options.programs().init())
                : null;
    }

    private static SandboxSpec sandboxSpec(Kept kept, Neighbours neighbours) {
        Networking networking = kept.spec().networking();
        Config config = kept.spec().config();
        return new SandboxSpec(
                kept.id(),
                kept.name(),
                config.hostname(),
                config.domainname(),
                networking.disabled() ? "none" : networking.mode().isEmpty() ? "default" : networking.mode(),
                networking.disabled() ? List.of() : networking.endpoints(),
                PublishedPorts.of(networking, config.exposedPorts()),
                networking.dns(),
                networking.dnsSearch(),
                networking.dnsOptions(),
                Stream.concat(networking.extraHosts().stream(), neighbours.hosts().stream())
                        .toList());
    }

    /// Whether a container's conmon is there, which will tell of its end.
    boolean isWatched(String id) {
        try {
            String pid = Files.readString(runFolder(id).resolve("conmon.pid")).strip();
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
        return Files.exists(runFolder(id).resolve("oom"))
                || Files.exists(folder(id).resolve("oom"));
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
        if (Files.isDirectory(sharedMemory(id))) {
            Mounts.detach(sharedMemory(id));
        }
        mapped(id, Optional.empty()).clear();
        users.clear(id);
        ControlGroups.remove(group);
        deleteTree(runFolder(id));
        deleteFile(folder(id).resolve("oom"));
    }

    /// The path of the control group that a container's last run was in.
    String groupOf(String id) {
        String own = groups.path(id);
        try {
            return Json.tree(Files.readAllBytes(folder(id).resolve("config.json")))
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
        deleteTree(folder(id));
        deleteFile(exits().resolve(id));
    }

    /// Takes away everything of containers that nobody knows.
    void sweep(Set<String> known) {
        for (Path home : List.of(instance.data(), instance.run())) {
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
        if (Files.exists(runFolder(id))) {
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
