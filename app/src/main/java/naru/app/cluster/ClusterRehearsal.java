package naru.app.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.cluster.auth.Access;
import naru.cluster.controller.Controllers;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Tls;
import naru.cluster.state.ObjectStore;
import naru.cluster.state.ServiceNetwork;
import naru.cluster.state.StartContent;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.kube.Gate;
import naru.kube.KubeApi;
import naru.kube.PodStreams;
import naru.kube.Services;
import naru.kube.Version;
import naru.kube.link.NodeLinks;
import naru.store.kv.SqliteKeyValues;

/// A small cluster without nodes, for as long as it takes to create one Deployment: what a daemon's start loads, the
/// start cache then holds. It needs no root and listens on loopback only. A whole daemon is better (scripts/rehearse).
public final class ClusterRehearsal {
    private ClusterRehearsal() {}

    /// Plays it through.
    public static void run() {
        try {
            Path data = Files.createTempDirectory("naru-rehearsal-");
            try {
                play(data);
            } finally {
                delete(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void play(Path data) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        try (SqliteKeyValues store = SqliteKeyValues.open(data.resolve("cluster.db"));
                ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
                Informers informers = new Informers(objects);
                HttpServer http = new HttpServer();
                Timing timing = Timing.system()) {
            StartContent.ensure(objects, ServiceNetwork.DEFAULT, 6443);
            ClusterCa ca = ClusterCa.open(data, clock);
            Access access = Access.open(data, ca, objects, informers, (_, _) -> false, clock);
            informers.start();
            Services services =
                    new Services(objects, Gate.of(access), new NodeLinks(), PodStreams.NONE, Version.of(""), () -> "");
            Listener listener = Listener.tcp(
                            "kube", new InetSocketAddress("127.0.0.1", 0), KubeApi.of(services), KubeApi.failures())
                    .withTls(
                            Tls.server(new ServerKeys(ca, data, List.of()), ca.certificate()),
                            Listener.ClientCertificates.WANTED);
            InetSocketAddress address = (InetSocketAddress) http.listen(listener);
            try (Controllers controllers =
                    Controllers.start(objects, Controllers.Options.standard("", Optional.empty()), timing)) {
                Clients.ask(ca, "127.0.0.1:" + address.getPort());
                controllers.why("default", "none");
            }
        }
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
