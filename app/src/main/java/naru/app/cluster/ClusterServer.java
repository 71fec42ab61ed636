package naru.app.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import naru.app.deploy.JobCluster;
import naru.base.Ahead;
import naru.base.Fault;
import naru.base.Pem;
import naru.cli.Address;
import naru.cli.ClusterOptions;
import naru.cli.Settings;
import naru.cluster.auth.Access;
import naru.cluster.auth.Kubeconfig;
import naru.cluster.auth.SigningKey;
import naru.cluster.controller.Controllers;
import naru.cluster.controller.endpoint.ApiService;
import naru.cluster.controller.lifecycle.Hearing;
import naru.cluster.controller.lifecycle.NodeLifecycle;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.join.ClusterNetwork;
import naru.cluster.join.ClusterSettings;
import naru.cluster.join.JoinAnswer;
import naru.cluster.join.Joining;
import naru.cluster.join.LiveMembership;
import naru.cluster.join.Members;
import naru.cluster.join.Membership;
import naru.cluster.join.Renewals;
import naru.cluster.lead.Leadership;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Tls;
import naru.cluster.state.ObjectStore;
import naru.cluster.state.ServiceNetwork;
import naru.cluster.state.StartContent;
import naru.cluster.view.Serving;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.kube.Gate;
import naru.kube.JoinRoute;
import naru.kube.KubeApi;
import naru.kube.Services;
import naru.kube.Version;
import naru.kube.link.LinkRoute;
import naru.kube.link.NodeLinks;
import naru.kube.stream.KubeStreams;
import naru.store.kv.KeyValues;

/// A server of the cluster: its state, its API, its controllers.
final class ClusterServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Settings settings;
    private final ClusterOptions options;
    private final Place place;
    private final String version;
    private final HttpServer http;
    private final Deque<AutoCloseable> parts;
    private final AtomicReference<String> notReady = new AtomicReference<>("the node of this server is starting");
    private final KeyValues store;
    private final ObjectStore objects;
    private final ClusterCa ca;
    private final Ahead<Path> administrator;
    private final Access access;
    private final Joining joining;
    private final NodeLinks links = new NodeLinks();
    private final Reach reach;
    private final ServerKeys keys;
    private final Timing timing;
    private final Optional<Hearing> hearing;
    private final Listener listener;

    /// Opens the state and makes the API, which does not listen yet. What was opened before a failure is closed again.
    static ClusterServer open(Settings settings, String version, HttpServer http) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return new ClusterServer(settings, version, http, parts);
        } catch (InterruptedException e) {
            close(parts);
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the cluster's start was interrupted", e);
        } catch (RuntimeException | Error e) {
            close(parts);
            throw e;
        }
    }

    private ClusterServer(Settings settings, String version, HttpServer http, Deque<AutoCloseable> parts)
            throws InterruptedException {
        this.parts = parts;
        this.settings = settings;
        this.options = ClusterSettings.read(settings.instance().data())
                .map(joined -> settings.cluster().of(joined.node(), joined.datastore()))
                .orElse(settings.cluster());
        this.place = Place.of(options, settings.address("kube"));
        this.version = version;
        this.http = http;
        InstantSource clock = InstantSource.system();
        Path data = settings.instance().data();
        Ahead<ClusterCa> authority = Ahead.begin("authority", () -> ClusterCa.open(data, clock));
        this.administrator = Ahead.begin("administrator", () -> kubeconfig(authority.get()));
        this.timing = keep(Timing.system());
        this.store = keep(ClusterStore.open(data, options.datastore()));
        ServiceNetwork services = ServiceNetwork.parse(settings.serviceNetwork());
        this.objects = keep(new ObjectStore(store, new ObjectStore.Settings(services, Duration.ofMinutes(1), clock)));
        StartContent.ensure(objects, services, settings.address("kube").port());
        this.ca = authority.get();
        Informers informers = keep(new Informers(objects));
        this.access =
                Access.open(data, ca, objects, informers, keep(new Members(objects, settings.podNetwork())), clock);
        this.hearing = isOneOfSeveral()
                ? Optional.of(keep(new Hearing(informers, timing, NodeLifecycle.Settings.DEFAULT)))
                : Optional.empty();
        informers.start();
        if (!informers.awaitSynced(PATIENCE)) {
            throw Fault.unavailable("the cluster's roles did not come within " + PATIENCE.toSeconds() + " s", null);
        }
        hearing.ifPresent(Hearing::start);
        ClusterNetwork network = new ClusterNetwork(
                settings.podNetwork(), settings.serviceNetwork(), services.address(10), "cluster.local");
        JoinAnswer.Secrets secrets = new JoinAnswer.Secrets(
                ca.reveal(), SigningKey.open(data).reveal(), String.join(",", options.datastore()));
        this.joining = new Joining(ca, access.tokens(), objects, network, secrets);
        this.reach = new Reach(place.name(), links);
        this.keys = new ServerKeys(ca, data, List.of(services.address(1), place.name(), place.address(), host()));
        this.listener = listener(keys);
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private String host() {
        return settings.address("kube").host();
    }

    private Listener listener(ServerKeys keys) {
        Services services =
                new Services(objects, Gate.of(access), reach, new KubeStreams(), Version.of(version), notReady::get);
        Address address = settings.address("kube");
        return Listener.tcp(
                        "kube",
                        new InetSocketAddress(address.host(), address.port()),
                        new JoinRoute(
                                joining,
                                access.authenticator(),
                                new LinkRoute(links, access.authenticator(), KubeApi.of(services))),
                        KubeApi.failures())
                .withTls(Tls.server(keys, ca.certificate()), Listener.ClientCertificates.WANTED);
    }

    /// Begins to answer, and to run the cluster.
    ///
    /// @param inner an address at which pods of this machine reach an API that listens on loopback only
    void begin(Optional<String> inner) throws InterruptedException {
        http.listen(listener);
        int port = settings.address("kube").port();
        ServiceNetwork services = ServiceNetwork.parse(settings.serviceNetwork());
        ApiService.Address api =
                new ApiService.Address(List.of(inner.orElse(place.address())), port, services.address(1));
        Controllers.Options cluster = Controllers.Options.standard(Pem.of(ca.certificate()), Optional.of(api))
                .withPolicy(options.scheduler());
        RunningControllers controllers = new RunningControllers(objects, cluster, timing, hearing);
        if (!isOneOfSeveral()) {
            keep(controllers::end);
            controllers.begin(store);
        } else {
            keep(new Leadership(store, place.name(), controllers));
        }
        administrator.get();
        notReady.set("");
    }

    /// For the administrator, with a key that takes its time.
    private Path kubeconfig(ClusterCa ca) {
        String address =
                "https://" + reachable() + ":" + settings.address("kube").port();
        return Kubeconfig.write(settings.instance().data(), ca, address, InstantSource.system());
    }

    /// Renews certificates from now on: the API's, the administrator's, and that of this machine's node.
    void renew(LiveMembership node) {
        keep(new Renewals(
                timing, List.of(keys::renew, () -> kubeconfig(ca), () -> node.renew(Instant.now(), _ -> own()))));
    }

    /// Answers at one more address of this machine.
    void listenInside(String address) {
        http.listen(listener.at(
                new InetSocketAddress(address, settings.address("kube").port())));
    }

    /// What tells programs in pods where the API is.
    static Map<String, String> environment(ClusterNetwork network) {
        String address = ServiceNetwork.parse(network.services()).address(1);
        return Map.of("KUBERNETES_SERVICE_HOST", address, "KUBERNETES_SERVICE_PORT", "443");
    }

    private String reachable() {
        return host().equals("0.0.0.0") ? "127.0.0.1" : host();
    }

    /// Whether others than this machine can reach the API.
    boolean loopbackOnly() {
        return host().startsWith("127.") || host().equals("localhost");
    }

    /// What the node of this machine says of the API.
    Map<String, String> labels() {
        return loopbackOnly()
                ? Map.of()
                : Serving.labels(settings.address("kube").port());
    }

    /// Whether others may serve the same cluster.
    boolean isOneOfSeveral() {
        return !options.datastore().isEmpty();
    }

    /// This machine's own place among the nodes.
    Membership own() {
        var data = settings.instance().data();
        var key = Membership.key(data);
        return Membership.keep(data, key, joining.own(place.name(), key.getPublic()));
    }

    /// The cluster for jobs: their steps reach the API by its service's address, as pods do.
    JobCluster jobs() {
        String address = ServiceNetwork.parse(settings.serviceNetwork()).address(1);
        JobCluster.Door door = new JobCluster.Door("https://" + address + ":443", Pem.of(ca.certificate()));
        return new JobCluster(objects, access.accounts(), door, place.name());
    }

    Place place() {
        return place;
    }

    ObjectStore objects() {
        return objects;
    }

    Access access() {
        return access;
    }

    Reach reach() {
        return reach;
    }

    @Override
    public void close() {
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            Closing.quietly(parts.pop());
        }
    }
}
