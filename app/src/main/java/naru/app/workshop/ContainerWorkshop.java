package naru.app.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.build.Builder;
import naru.container.Config;
import naru.container.Container;
import naru.container.ContainerSpec;
import naru.container.Containers;
import naru.container.MountSpec;
import naru.container.Storage;
import naru.image.Images;
import naru.pipeline.git.Repository;
import naru.pipeline.job.Job;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;

/// Places as containers that wait while steps run in them; the workspace is a folder of DATA/workspaces at /workspace.
/// Safe for use by many threads.
public final class ContainerWorkshop implements Workshop {
    private static final String LABEL = "naru.place";
    private static final String WORKSPACE = "/workspace";
    private static final String SOCKET = "/var/run/docker.sock";

    /// Proxies and certificate authorities, as the usual programs name them.
    private static final Set<String> HOST_SETTINGS = Set.of(
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "NODE_EXTRA_CA_CERTS",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "GIT_SSL_CAINFO");

    /// Waits for ever and, as the first process, takes the orphans of steps away.
    private static final List<String> WAIT = List.of("/bin/sh", "-c", "while :; do sleep 3600 & wait $!; done");

    private final Containers containers;
    private final Images images;
    private final Puller puller;
    private final WorkshopBuilds builds;
    private final Path workspaces;
    private final Path socket;

    /// Brings an image that is not here.
    @FunctionalInterface
    public interface Puller {
        /// Pulls a reference; the progress is told in lines.
        void pull(String reference, Output progress);
    }

    /// Over an engine, whose socket places may be given; takes away what an earlier daemon left behind.
    public ContainerWorkshop(
            Containers containers, Images images, Puller puller, Builder builder, Path workspaces, Path socket) {
        this.builds = new WorkshopBuilds(builder);
        this.containers = containers;
        this.images = images;
        this.puller = puller;
        this.workspaces = workspaces;
        this.socket = socket;
        for (Container container : containers.list()) {
            if (container.spec().config().labels().containsKey(LABEL)) {
                containers.remove(container.id(), true, true);
            }
        }
        Repository.delete(workspaces);
    }

    @Override
    public Place open(PlaceSpec spec, Output progress) {
        if (spec.pull() || !isHere(spec.image())) {
            puller.pull(spec.image(), progress);
        }
        Path folder = workspace(spec.workspace());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.internal("cannot make the workspace " + folder + ": " + e.getMessage(), e);
        }
        RunOptions options = RunOptions.parse(spec);
        String id = containers.create(ContainerSpec.of(config(spec, options))
                .withName(spec.name())
                .withStorage(storage(spec, folder, options)));
        try {
            containers.start(id);
            return new ContainerPlace(containers, id, WORKSPACE, environment(spec));
        } catch (RuntimeException e) {
            containers.remove(id, true, true);
            throw e;
        }
    }

    /// The host's own programs need the host's settings to reach others.
    private static Map<String, String> environment(PlaceSpec spec) {
        Map<String, String> all = new HashMap<>();
        if (spec.image().equals(Job.HOST_IMAGE)) {
            System.getenv().forEach((name, value) -> {
                if (HOST_SETTINGS.contains(name.toUpperCase(Locale.ROOT))) {
                    all.put(name, value);
                }
            });
        }
        all.putAll(spec.environment());
        return all;
    }

    private boolean isHere(String image) {
        try {
            images.resolve(image);
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Path workspace(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw Fault.invalid("not a workspace's name: " + name);
        }
        return workspaces.resolve(name);
    }

    private static Config config(PlaceSpec spec, RunOptions options) {
        return new Config(
                spec.image(),
                "",
                "",
                options.user(),
                false,
                false,
                false,
                false,
                false,
                false,
                options.environment(),
                WAIT,
                List.of(),
                WORKSPACE,
                Map.of(LABEL, spec.name()),
                Set.of(),
                Set.of(),
                "SIGKILL",
                null,
                null);
    }

    private Storage storage(PlaceSpec spec, Path folder, RunOptions options) {
        List<MountSpec> mounts = new ArrayList<>();
        mounts.add(MountSpec.bind(folder.toString(), WORKSPACE, false));
        for (Mount mount : spec.mounts()) {
            mounts.add(
                    mount.source().startsWith("/")
                            ? MountSpec.bind(mount.source(), mount.target(), mount.readOnly())
                            : MountSpec.volume(mount.source(), mount.target(), mount.readOnly()));
        }
        if (spec.docker()) {
            mounts.add(MountSpec.bind(socket.toString(), SOCKET, false));
        }
        return new Storage(options.binds(), mounts, Map.of(), List.of(), false, 0);
    }

    @Override
    public String build(BuildSpec spec, Output progress) throws InterruptedException {
        return builds.build(spec, progress);
    }

    @Override
    public void discard(String workspace) {
        Repository.delete(workspace(workspace));
    }
}
