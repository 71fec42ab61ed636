package naru.app;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import naru.app.cluster.ClusterNode;
import naru.app.cluster.EngineImages;
import naru.app.workshop.ContainerWorkshop;
import naru.base.Instance;
import naru.build.Bench;
import naru.build.BuildRoots;
import naru.build.Builder;
import naru.build.ContainerSteps;
import naru.cli.Settings;
import naru.container.CgroupDriver;
import naru.container.ContainerOptions;
import naru.container.Containers;
import naru.docker.Services;
import naru.image.Archives;
import naru.image.Bootstrap;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.registry.Distribution;
import naru.image.registry.Hosts;
import naru.network.FirewallMode;
import naru.network.NetworkOptions;
import naru.network.Networks;
import naru.store.Documents;
import naru.volume.Volumes;

/// The engine's parts, made once: images, networks, volumes, containers, the builder.
///
/// @param services what the Docker API speaks for
/// @param store images and what they stand on
/// @param bootstrap makes base images from packages
/// @param puller brings images that pipelines name
/// @param distribution speaks to registries
record EngineParts(
        Services services,
        Store store,
        Bootstrap bootstrap,
        ContainerWorkshop.Puller puller,
        Distribution distribution) {
    private static final int SLICE = 24;

    /// Opens everything and brings it into agreement with the kernel; what must be closed goes onto `parts`.
    static EngineParts open(Settings settings, String version, Documents documents, Deque<AutoCloseable> parts) {
        Instance instance = settings.instance();
        Store store = Store.open(instance, documents);
        parts.push(store.layers());
        parts.push(store.host()::unmount);
        ResourceNews news = new ResourceNews();
        Networks networks = new Networks(
                instance,
                documents,
                NetworkOptions.defaults()
                        .withPool(settings.bridgePool(), SLICE)
                        .withFirewall(FirewallMode.of(settings.firewall()))
                        .withListener(news::network));
        parts.push(networks);
        Volumes volumes = new Volumes(instance, documents, news::volume);
        OwnUsers users = OwnUsers.of(settings.runtimes().users(), instance);
        ImageRoots images = new ImageRoots(store.images(), store.snapshots(), users.roots());
        BuildRoots roots = new BuildRoots(images, images::mount);
        ContainerOptions options = new ContainerOptions(
                ContainerOptions.Programs.with(
                        settings.runtimes().added(), settings.runtimes().standard()),
                settings.runtimes().attachPatience(),
                users.map(),
                CgroupDriver.of(settings.runtimes().cgroupDriver()));
        Containers containers = Containers.open(instance, documents, roots, networks, volumes, options);
        parts.push(containers);
        containers.restore();
        news.publishTo(containers.events());
        store.images().usedBy(new ContainersInUse(containers));
        Distribution distribution = new Distribution(store.images(), store.content(), hosts(settings));
        Builder builder = builder(settings, documents, store, containers, roots, distribution);
        Archives archives = new Archives(store.images(), store.content(), store.layers());
        Services services = new Services(
                instance,
                version,
                containers,
                store.images(),
                archives,
                store.snapshots(),
                networks,
                volumes,
                builder,
                new DockerRegistries(distribution),
                documents.damages());
        return new EngineParts(
                services,
                store,
                new Bootstrap(archives, Path.of("/etc/apt")),
                (reference, _) ->
                        distribution.pull(Reference.parse(reference), Optional.empty(), PullProgress.silent()),
                distribution);
    }

    /// This machine's own registry speaks plain HTTP, as do those that the operator listed.
    private static Hosts hosts(Settings settings) {
        Set<String> plain = new HashSet<>(settings.insecureRegistries());
        if (settings.has("registry")) {
            plain.add(settings.address("registry").toString());
        }
        return new Hosts(plain);
    }

    /// What a node of the cluster works with.
    ClusterNode.EngineSide forPods(Instance instance) {
        return new ClusterNode.EngineSide(
                instance, services.containers(), services.networks(), new EngineImages(store.images(), distribution));
    }

    /// The blobs of layers that the build cache refers to.
    Set<String> cachedBlobs() {
        return services.builder().cachedLayers().stream()
                .map(layer -> layer.blob().digest())
                .collect(Collectors.toSet());
    }

    private static Builder builder(
            Settings settings,
            Documents documents,
            Store store,
            Containers containers,
            BuildRoots roots,
            Distribution distribution) {
        ContainerSteps steps = new ContainerSteps(containers, roots);
        steps.clear();
        Bench bench = new Bench(
                store.images(),
                store.layers(),
                store.snapshots(),
                store.content(),
                steps,
                (reference, _, login, progress) ->
                        distribution.pull(Reference.parse(reference), login, progress::pulling));
        Instance instance = settings.instance();
        long budget = DiskBudget.of(settings.buildCache(), instance);
        return new Builder(instance, documents, bench, Clock.systemUTC(), budget);
    }
}
