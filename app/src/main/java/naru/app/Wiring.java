package naru.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.cluster.ClusterParts;
import naru.app.docker.DockerDoor;
import naru.app.workshop.ContainerWorkshop;
import naru.app.workshop.Pipelines;
import naru.base.Ahead;
import naru.base.Fault;
import naru.base.Json;
import naru.cli.Address;
import naru.cli.Settings;
import naru.http.HttpServer;
import naru.http.Limits;
import naru.http.Listener;
import naru.http.Routes;
import naru.image.registry.Accounts;
import naru.image.registry.Registry;
import naru.image.registry.Uploads;
import naru.pipeline.deploy.Cluster;
import naru.registry.AccountRoutes;
import naru.registry.RegistryFailures;
import naru.registry.RegistryRoutes;
import naru.store.Documents;
import naru.tunnel.Relay;
import naru.tunnel.RelayConfig;
import naru.web.ApiFailures;
import naru.web.ClusterRoutes;
import naru.web.StatusRoutes;

/// A daemon put together: parts from the ground up, closed in the opposite order.
final class Wiring implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");

    private final Settings settings;
    private final String version;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Runnable afterwards = () -> {};

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
        HttpServer server = new HttpServer();
        Optional<ClusterParts> cluster =
                settings.has("cluster") ? Optional.of(ClusterParts.begin(settings, version, server)) : Optional.empty();
        cluster.ifPresent(parts::push);
        Documents documents = Database.open(settings.instance().data());
        parts.push(documents);
        Optional<Ahead<Relay>> relay =
                settings.has("relay") ? Optional.of(Ahead.begin("relay", () -> relay(documents))) : Optional.empty();
        relay.ifPresent(parts::push);
        EngineParts engine = EngineParts.open(settings, version, documents, parts);
        parts.push(server);
        Routes api = new Routes();
        StatusRoutes.add(api, this::status);
        EngineRoutes.images(api, engine.bootstrap());
        EngineRoutes.endings(api, engine.services().containers());
        EditRoutes.add(api, engine.services().containers());
        DockerDoor docker = new DockerDoor(settings, server, engine.services(), documents);
        parts.push(docker);
        docker.control(api);
        docker.listen(addresses);
        afterwards = () -> WarmUp.practise(engine.services().containers());
        openRegistry(server, api, documents, engine);
        Cluster jobs = joinCluster(cluster, api, engine);
        relay.ifPresent(one -> offerRelay(api, one.get()));
        openPipelines(server, api, documents, engine, jobs);
        server.listen(Listener.unix("control", settings.controlSocket(), api, ApiFailures::tell));
        addresses.put("control", "unix://" + settings.controlSocket());
    }

    private void openRegistry(HttpServer server, Routes api, Documents documents, EngineParts engine) {
        Registry registry = new Registry(documents, engine.store().content());
        Collector collector = new Collector(
                engine.store().content(),
                engine.services().builder()::collect,
                List.of(engine.store().images()::blobs, registry::blobs, engine::cachedBlobs));
        parts.push(collector);
        collector.begin();
        if (!settings.has("registry")) {
            return;
        }
        Accounts accounts = new Accounts(documents);
        AccountRoutes.add(api, accounts);
        Uploads uploads = new Uploads(engine.store().content());
        server.listen(Listener.tcp(
                        "registry",
                        socket("registry"),
                        RegistryRoutes.of(registry, uploads, accounts),
                        RegistryFailures::tell)
                .withLimits(Limits.DEFAULT));
        addresses.put("registry", settings.address("registry").toString());
    }

    private Relay relay(Documents documents) {
        Path data = settings.instance().data();
        Relay relay = Relay.start(
                RelayConfig.of(settings.relayDomain(), socket("relay-http"), socket("relay-agents"), data), documents);
        try {
            LocalToken.keep(relay, data);
            return relay;
        } catch (RuntimeException e) {
            relay.close();
            throw e;
        }
    }

    private void offerRelay(Routes api, Relay relay) {
        EngineRoutes.relay(api, relay);
        addresses.put("relay-http", settings.address("relay-http").toString());
        addresses.put("relay-agents", settings.address("relay-agents").toString());
    }

    /// Answers what jobs may do in it.
    private Cluster joinCluster(Optional<ClusterParts> on, Routes api, EngineParts engine) {
        if (on.isEmpty()) {
            ClusterRoutes.add(api, ClusterParts.outside(settings), () -> {});
            return Cluster.NONE;
        }
        ClusterParts cluster = on.get();
        parts.push(cluster); // a second time: it ends before the engine, on which its pods run
        cluster.open(engine.forPods(settings.instance()));
        ClusterRoutes.add(api, cluster.desk(), cluster::halt);
        if (cluster.serves()) {
            addresses.put("kube", "https://" + settings.address("kube"));
        }
        return cluster.jobs();
    }

    /// The API on the control socket; webhooks, which show a token, at the web address.
    private void openPipelines(
            HttpServer server, Routes api, Documents documents, EngineParts engine, Cluster cluster) {
        Path data = settings.instance().data();
        ContainerWorkshop workshop = new ContainerWorkshop(
                engine.services().containers(),
                engine.store().images(),
                engine.puller(),
                engine.services().builder(),
                data.resolve("workspaces"),
                settings.dockerSocket());
        Pipelines pipelines = new Pipelines(documents, data, workshop, cluster, stepEnvironment());
        parts.push(pipelines);
        pipelines.addApi(api);
        if (settings.has("web")) {
            Routes hooks = new Routes();
            pipelines.addHooks(hooks);
            server.listen(Listener.tcp("web", socket("web"), hooks, ApiFailures::tell));
            addresses.put("web", settings.address("web").toString());
        }
    }

    /// Where steps find the registry: by the name that docker asks without TLS, when it is on this machine alone.
    private Map<String, String> stepEnvironment() {
        if (!settings.has("registry")) {
            return Map.of();
        }
        Address registry = settings.address("registry");
        String host = registry.host().equals("127.0.0.1") ? "localhost" : registry.host();
        return Map.of("NARU_REGISTRY", host + ":" + registry.port());
    }

    private InetSocketAddress socket(String name) {
        Address address = settings.address(name);
        return new InetSocketAddress(address.host(), address.port());
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
        afterwards.run();
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
