package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.auth.Access;
import naru.cluster.auth.Authentication;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Role;
import naru.cluster.client.HttpObjects;
import naru.cluster.client.Server;
import naru.cluster.informer.Informers;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.ObjectsContract;
import naru.cluster.object.Resources;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Identity;
import naru.cluster.pki.Keys;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Subject;
import naru.cluster.pki.Tls;
import naru.cluster.state.ObjectStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What every implementation of objects must do, through TLS, the real door and the real rules.
class HttpObjectsTest extends ObjectsContract {
    private @Nullable Cluster cluster;

    private static final class Cluster implements AutoCloseable {
        private final Path data;
        private final ClusterCa ca;
        private final TestServer door;
        private final Informers[] informers = new Informers[1];
        private final Access[] access = new Access[1];
        private final Server server;

        Cluster() throws IOException {
            data = Files.createTempDirectory("naru-http-objects");
            ca = ClusterCa.open(data, InstantSource.system());
            door = new TestServer(
                    this::gate,
                    Tls.server(new ServerKeys(ca, data, List.of()), ca.certificate()),
                    HttpClient.newHttpClient());
            server = as(Subject.ADMINISTRATOR);
        }

        private Gate gate(ObjectStore store) {
            informers[0] = new Informers(store);
            ObjectNode space = Json.mapper().createObjectNode();
            space.putObject("metadata").put("name", "kube-system");
            store.create(Resources.NAMESPACES, "", space, BY_TEST);
            access[0] = Access.open(data, ca, store, informers[0], (_, _) -> true, InstantSource.system());
            informers[0].start();
            try {
                assertThat(informers[0].awaitSynced(Duration.ofSeconds(30))).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Gate(access[0].authenticator(), access[0].authorizer(), new AccountGate(access[0]));
        }

        Server as(Subject subject) {
            KeyPair pair = Keys.curve();
            Identity identity = new Identity(pair.getPrivate(), ca.client(pair.getPublic(), subject));
            return Server.at(List.of(door.address), () -> Tls.client(ca.certificate(), identity));
        }

        Server unknown() {
            return Server.at(List.of(door.address), () -> Tls.client(ca.certificate(), null));
        }

        @Override
        public void close() {
            server.close();
            informers[0].close();
            door.close();
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record AccountGate(Access access) implements Gate.Tokens {
        @Override
        public ObjectNode issue(ObjectNode account, ObjectNode request) {
            return access.accounts().issue(account, request);
        }

        @Override
        public Optional<Caller> owner(String token, List<String> audiences) {
            return access.authenticator().owner(token, audiences);
        }
    }

    @Override
    protected Objects open() {
        try {
            cluster = new Cluster();
            return new HttpObjects(cluster.server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void close() {
        there().close();
    }

    private Cluster there() {
        return java.util.Objects.requireNonNull(cluster);
    }

    private static Fault.Kind refusal(Server server) {
        try (server) {
            new HttpObjects(server).list(Resources.SECRETS, "", ListOptions.ALL);
            throw new AssertionError("secrets were shown");
        } catch (Fault e) {
            return e.kind();
        }
    }

    @Test
    void whoProvesNothingMayNothing() {
        assertThat(refusal(there().unknown())).isEqualTo(Fault.Kind.FORBIDDEN);
        assertThat(refusal(there().unknown().with("nonsense"))).isEqualTo(Fault.Kind.UNAUTHORIZED);
        assertThat(refusal(there().as(Subject.node("n1")))).isEqualTo(Fault.Kind.FORBIDDEN);
    }

    @Test
    void tokensOfPeopleOpenWhatTheirRoleSays() {
        String viewer = there().access[0]
                .tokens()
                .create(Role.VIEWER, "", Duration.ofHours(1), -1)
                .token()
                .reveal();
        assertThat(refusal(there().unknown().with(viewer))).isEqualTo(Fault.Kind.FORBIDDEN);
        try (Server server = there().unknown().with(viewer)) {
            assertThat(new HttpObjects(server)
                            .list(Resources.PODS, "", ListOptions.ALL)
                            .items())
                    .isEmpty();
        }
        try (Server server = there().unknown().with(Authentication.administratorToken(there().data))) {
            assertThat(new HttpObjects(server)
                            .list(Resources.SECRETS, "kube-system", ListOptions.ALL)
                            .items())
                    .isNotEmpty();
        }
    }

    @Test
    void aNodeWritesItsOwnNodeOnly() {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("apiVersion", "v1").put("kind", "Node").putObject("metadata").put("name", "n1");
        try (Server server = there().as(Subject.node("n1"))) {
            Objects objects = new HttpObjects(server);
            objects.create(Resources.NODES, "", node, BY_TEST);
            node.withObject("/metadata").put("name", "n2");
            assertThatThrownBy(() -> objects.create(Resources.NODES, "", node, BY_TEST))
                    .hasMessageContaining("node \"n1\" is not allowed");
        }
    }
}
