package naru.cluster.join;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.auth.Caller;
import naru.cluster.auth.HeldObjects;
import naru.cluster.auth.Role;
import naru.cluster.auth.SigningKey;
import naru.cluster.auth.Token;
import naru.cluster.auth.Tokens;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Subject;
import naru.cluster.pki.Tls;
import naru.http.Exchange;
import naru.http.Failures;
import naru.http.HttpServer;
import naru.http.Listener;
import tools.jackson.databind.node.ObjectNode;

/// A server that lets machines join, and counts what was sent to it.
final class JoinHost implements AutoCloseable {
    static final ClusterNetwork NETWORK =
            new ClusterNetwork("10.62.0.0/16", "10.63.0.0/16", "10.63.0.10", "cluster.local");

    final HeldObjects objects = new HeldObjects();
    final AtomicInteger requests = new AtomicInteger();
    private final HttpServer http = new HttpServer();
    final ClusterCa ca;
    final Tokens tokens;
    private final Joining joining;
    final ServerKeys keys;
    final String address;
    private volatile CountDownLatch thawed = new CountDownLatch(0);
    volatile Optional<X509Certificate> shown = Optional.empty();

    JoinHost(Path data) {
        this(data, InstantSource.system());
    }

    JoinHost(Path data, InstantSource clock) {
        ca = ClusterCa.open(data, clock);
        keys = new ServerKeys(ca, data, List.of());
        SigningKey key = SigningKey.open(data);
        tokens = new Tokens(objects, key, ca.fingerprint(), InstantSource.system());
        joining = new Joining(
                ca, tokens, objects, NETWORK, new JoinAnswer.Secrets(ca.reveal(), key.reveal(), "etcd:2379"));
        Listener listener = Listener.tcp(
                        "kube", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer, this::fail)
                .withTls(Tls.server(keys, ca.certificate()), Listener.ClientCertificates.WANTED);
        address = "127.0.0.1:" + ((InetSocketAddress) http.listen(listener)).getPort();
    }

    private void answer(Exchange exchange) throws IOException {
        requests.incrementAndGet();
        awaitThaw();
        shown = exchange.clientCertificate();
        if (exchange.method().equals("DELETE")) {
            joining.leave(Caller.of(
                    Subject.of(exchange.clientCertificate().orElseThrow()).name(), Caller.NODES));
            exchange.empty(204);
            return;
        }
        JoinRequest request = Json.read(exchange.body(), JoinRequest.class);
        exchange.json(
                200,
                exchange.clientCertificate()
                        .map(shown -> joining.renew(Caller.of(Subject.of(shown).name(), Caller.NODES), request))
                        .orElseGet(() -> joining.join(request)));
    }

    /// Answers nobody any more, until it is closed.
    void freeze() {
        thawed = new CountDownLatch(1);
    }

    private void awaitThaw() {
        try {
            thawed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(Exchange exchange, Fault fault) throws IOException {
        exchange.json(Failures.status(fault.kind()), Map.of("message", fault.sentence()));
    }

    Token token(Role role, int uses) {
        return tokens.create(role, "", Duration.ofHours(1), uses).token();
    }

    void node(String name) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.putObject("metadata").put("name", name);
        objects.create(Resources.NODES, "", node, WriteOptions.by("test"));
    }

    @Override
    public void close() {
        thawed.countDown();
        http.close();
    }
}
