package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Json;
import naru.container.PathsInContainer.Root;
import naru.linux.Mounts;
import naru.network.Sandbox;
import naru.network.SandboxSpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Writes what the network and the runtime are told of a container that is about to start, and takes away what only
/// that needed. The caller holds the container's lock.
final class Bundles {
    private final ContainerFolders folders;
    private final ControlGroups groups;
    private final Runtimes runtimes;
    private final ContainerMounts mounts;
    private final List<String> inits;

    /// @param inits programs for `--init` by preference
    Bundles(
            ContainerFolders folders,
            ControlGroups groups,
            Runtimes runtimes,
            ContainerMounts mounts,
            List<String> inits) {
        this.folders = folders;
        this.groups = groups;
        this.runtimes = runtimes;
        this.mounts = mounts;
        this.inits = inits;
    }

    /// What the network is told.
    static SandboxSpec sandbox(Kept kept, Neighbours neighbours) {
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

    /// Writes a container's files and answers what is in its config.json, which is the last.
    ObjectNode write(Kept kept, Root root, Optional<UserNamespaces.Inside> own, Sandbox sandbox, Neighbours neighbours)
            throws IOException {
        Path folder = folders.lasting(kept.id());
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

    /// What [#write] computes, with the host's users and no network.
    void practise(Kept kept) {
        Neighbours nobody = new Neighbours(null, null, null, List.of(), List.of());
        SandboxSpec network = sandbox(kept, nobody);
        Sandbox none = new Sandbox(kept.id(), null, List.of(), List.of(), "", "", network.hostname());
        String group = groups.path(kept.id(), kept.spec().resources());
        Path root = Path.of("/");
        Json.write(new RuntimeSpec(
                        kept, root, none, folders.lasting(kept.id()), List.of(), group, null, nobody, Optional.empty())
                .write());
    }

    private @Nullable Path init(Kept kept) {
        return kept.spec().isolation().init() ? InitProgram.find(inits) : null;
    }

    private MappedBinds mapped(String id, Optional<UserNamespaces.Inside> own) {
        return new MappedBinds(folders.running(id).resolve("mapped"), folders.data(), own);
    }

    /// Takes away the mounts that the runtime made binds with other owners from.
    void unmap(String id) {
        mapped(id, Optional.empty()).clear();
    }

    /// Where memory is that a container shares with others.
    Path sharedMemory(String id) {
        return folders.running(id).resolve("shm");
    }

    private void offerMemory(Kept kept) throws IOException {
        Path folder = Files.createDirectories(sharedMemory(kept.id()));
        long flags = Mounts.MS_NOSUID | Mounts.MS_NODEV | Mounts.MS_NOEXEC;
        long size = RuntimeSpec.sharedMemory(kept.spec().storage());
        Mounts.mount("shm", folder, "tmpfs", flags, "mode=1777,size=" + size);
    }

    /// Takes that memory away, if there is any.
    void takeMemory(String id) {
        if (Files.isDirectory(sharedMemory(id))) {
            Mounts.detach(sharedMemory(id));
        }
    }
}
