package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.build.Bench;
import naru.build.BuildRoots;
import naru.build.Builder;
import naru.build.ContainerSteps;
import naru.cli.Settings;
import naru.container.ContainerOptions;
import naru.container.Containers;
import naru.docker.DockerApi;
import naru.docker.Services;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.http.Routes;
import naru.image.Archives;
import naru.image.Reference;
import naru.image.registry.Distribution;
import naru.image.registry.Hosts;
import naru.network.NetworkOptions;
import naru.network.Networks;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.volume.Volumes;
import naru.web.ApiFailures;
import naru.web.StatusRoutes;

/// A daemon put together: parts from the ground up, closed in the opposite order.
final class Wiring implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");

    /// Prefix length of one container network.
    private static final int SLICE = 24;

    private final Settings settings;
    private final String version;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private Wiring(Settings settings, String version) {
        this.settings = settings;
        this.version = version;
    }

    /// Makes and starts every part that is on. What started before a failure is closed again.
    static Wiring start(Settings settings, String version) {
        Wiring wiring = new Wiring(settings, version);
        try {
            wiring.open();
            return wiring;
        } catch (RuntimeException | Error e) {
            wiring.close();
            throw e;
        }
    }

    private void open() {
        Documents documents = SqliteDocuments.open(settings.instance().data().resolve("naru.db"));
        parts.push(documents);
        Services services = openEngine(documents);
        HttpServer server = new HttpServer();
        parts.push(server);
        Routes api = new Routes();
        StatusRoutes.add(api, this::status);
        server.listen(Listener.unix("control", settings.controlSocket(), api, ApiFailures::tell));
        addresses.put("control", "unix://" + settings.controlSocket());
        server.listen(Listener.unix("docker", settings.dockerSocket(), DockerApi.of(services), DockerApi.failures()));
        addresses.put("docker", "unix://" + settings.dockerSocket());
    }

    private Services openEngine(Documents documents) {
        Instance instance = settings.instance();
        Store store = Store.open(instance, documents);
        parts.push(store.host()::unmount);
        NetworkNews news = new NetworkNews();
        Networks networks = new Networks(
                instance,
                documents,
                NetworkOptions.defaults().withPool(settings.bridgePool(), SLICE).withListener(news));
        parts.push(networks);
        Volumes volumes = new Volumes(instance, documents);
        BuildRoots roots = new BuildRoots(new ImageRoots(store.images(), store.snapshots()));
        Containers containers =
                Containers.open(instance, documents, roots, networks, volumes, ContainerOptions.defaults());
        parts.push(containers);
        containers.restore();
        news.publishTo(containers.events());
        store.images().usedBy(new ContainersInUse(containers));
        ContainerSteps steps = new ContainerSteps(containers, roots);
        steps.clear();
        Distribution distribution = new Distribution(store.images(), store.content(), new Hosts(Set.of()));
        Bench bench = new Bench(
                store.images(),
                store.layers(),
                store.snapshots(),
                store.content(),
                steps,
                (reference, _, progress) ->
                        distribution.pull(Reference.parse(reference), Optional.empty(), progress::pulling));
        return new Services(
                instance,
                version,
                containers,
                store.images(),
                new Archives(store.images(), store.content()),
                store.snapshots(),
                networks,
                volumes,
                new Builder(instance, documents, bench, Clock.systemUTC()),
                new DockerRegistries(distribution));
    }

    /// What the daemon is and where it listens.
    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("ready", true);
        status.put("version", version);
        status.put("pid", ProcessHandle.current().pid());
        status.put("started", started.toString());
        status.put("instance", settings.instance().id());
        status.put("data", settings.instance().data().toString());
        status.put("run", settings.instance().run().toString());
        status.put("addresses", new LinkedHashMap<>(addresses));
        return status;
    }

    /// Says that the daemon is ready, in RUN/status.json, which appears whole.
    void announce(Lock lock) {
        lock.check();
        try {
            Path fresh = statusFile().resolveSibling(".status.json.new");
            Files.write(fresh, Json.write(status()));
            Files.move(fresh, statusFile(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot write " + statusFile() + ": " + e.getMessage(), e);
        }
        parts.push(() -> Files.deleteIfExists(statusFile()));
        LOG.log(System.Logger.Level.INFO, "ready: {0}", addresses);
    }

    private Path statusFile() {
        return settings.instance().run().resolve("status.json");
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            closeOne(parts.pop());
        }
    }

    private static void closeOne(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "a part did not close", e);
        }
    }
}
