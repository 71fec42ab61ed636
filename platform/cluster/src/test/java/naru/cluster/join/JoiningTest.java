package naru.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.base.Pem;
import naru.cluster.auth.HeldObjects;
import naru.cluster.auth.Role;
import naru.cluster.auth.Token;
import naru.cluster.client.Server;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class JoiningTest {
    @TempDir
    Path folder = Path.of("/nowhere");

    private Membership join(JoinHost host, String machine, Token token, String name) {
        return new Joiner(folder.resolve(machine)).join(List.of(host.address), token, name, false);
    }

    @Test
    void aMachineGetsItsPlaceAndKeepsIt() throws Exception {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Token token = host.token(Role.NODE, -1);
            Membership one = join(host, "m1", token, "n1");
            Membership two = join(host, "m2", token, "n2");
            assertThat(one.podCidr()).isEqualTo("10.62.0.0/24");
            assertThat(two.podCidr()).isEqualTo("10.62.1.0/24");
            assertThat(one.network()).isEqualTo(JoinHost.NETWORK);
            assertThat(Subject.of(one.identity().certificate())).isEqualTo(Subject.node("n1"));
            assertThat(Membership.read(folder.resolve("m1"))).contains(one);
            assertThat(ClusterSettings.read(folder.resolve("m1")))
                    .contains(new ClusterSettings(ClusterSettings.Role.AGENT, List.of(host.address), "n1", List.of()));
            for (String file : List.of("node/identity.pem", "node/key.pem", "cluster.json")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                folder.resolve("m1").resolve(file))))
                        .isEqualTo("rw-------");
            }
            assertThat(Files.readString(folder.resolve("m1/cluster.json"))).doesNotContain(token.secret());
        }
    }

    @Test
    void aWrongAuthorityIsToldNothing() {
        try (JoinHost host = new JoinHost(folder.resolve("server"));
                JoinHost other = new JoinHost(folder.resolve("other"))) {
            Token token = host.token(Role.NODE, -1);
            assertThatThrownBy(() -> join(other, "m1", token, "n1"))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("not the one in the token");
            assertThat(other.requests).hasValue(0);
            Token bare = new Token(token.id(), token.secret(), "");
            assertThatThrownBy(() -> join(host, "m1", bare, "n1")).hasMessageContaining("which cluster it is for");
            assertThat(ClusterSettings.read(folder.resolve("m1"))).isEmpty();
        }
    }

    @Test
    void anInterruptedJoiningGoesOnButAUsedUpTokenServesNobodyElse() {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Token once = host.token(Role.NODE, 1);
            String place = join(host, "m1", once, "n1").podCidr();
            assertThat(join(host, "m1", once, "n1").podCidr()).isEqualTo(place);
            assertThatThrownBy(() -> join(host, "m2", once, "n2"))
                    .hasMessageContaining("used up")
                    .extracting(e -> ((Fault) e).kind())
                    .isEqualTo(Fault.Kind.UNAUTHORIZED);
            host.tokens.revoke(once.id());
            assertThatThrownBy(() -> join(host, "m1", once, "n1")).hasMessageContaining("not valid");
        }
    }

    @Test
    void aNameIsOneMachinesUntilItsNodeIsTakenAway() {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Token token = host.token(Role.NODE, -1);
            join(host, "m1", token, "n1");
            host.node("n1");
            assertThatThrownBy(() -> join(host, "m2", token, "n1")).hasMessageContaining("joined as 'n1' already");
            new NodeCare(host.objects).remove("n1");
            assertThat(join(host, "m2", token, "n1").podCidr()).isEqualTo("10.62.0.0/24");
            assertThatThrownBy(() -> join(host, "m3", token, "N_1")).hasMessageContaining("no name for a node");
        }
    }

    @Test
    void whoLeavesIsForgottenByTheServersAndJoinsAsAnybodyElse() {
        try (JoinHost host = new JoinHost(folder.resolve("server"));
                Members members = new Members(host.objects, JoinHost.NETWORK.pods())) {
            Token token = host.token(Role.NODE, -1);
            Membership one = join(host, "m1", token, "n1");
            host.node("n1");
            PublicKey key = one.identity().certificate().getPublicKey();
            assertThat(members.holds("n1", key)).isTrue();
            assertThat(members.holds("n1", Keys.curve().getPublic())).isFalse();
            assertThat(members.holds("n2", key)).isFalse();
            List<String> cleared = new ArrayList<>();
            try (Server api = Server.at(List.of(host.address), one.tls())) {
                new ClusterDesk(
                                folder.resolve("m1"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new ClusterDesk.Departure() {
                                    @Override
                                    public void tell() {
                                        Joiner.leave(api);
                                    }

                                    @Override
                                    public void clear() {
                                        cleared.add("n1");
                                    }
                                }))
                        .leave(false);
            }
            assertThat(cleared).containsExactly("n1");
            assertThat(Membership.read(folder.resolve("m1"))).isEmpty();
            assertThat(ClusterSettings.read(folder.resolve("m1"))).isEmpty();
            assertThat(new Slices(host.objects).holders()).isEmpty();
            assertThatThrownBy(() -> host.objects.get(Resources.NODES, "", "n1"))
                    .isInstanceOf(Fault.class);
            assertThat(join(host, "m1", token, "n1").identity().certificate().getPublicKey())
                    .isNotEqualTo(key);
        }
    }

    @Test
    void onlyAServersTokenMakesAServer() {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Joiner joiner = new Joiner(folder.resolve("m1"));
            Token node = host.token(Role.NODE, -1);
            assertThatThrownBy(() -> joiner.join(List.of(host.address), node, "n1", true))
                    .hasMessageContaining("not a server");
            Token server = host.token(Role.SERVER, -1);
            joiner.join(List.of(host.address), server, "n1", true);
            assertThat(ClusterCa.open(folder.resolve("m1"), InstantSource.system())
                            .reveal())
                    .isEqualTo(host.ca.reveal());
            assertThat(ClusterSettings.read(folder.resolve("m1")).orElseThrow().role())
                    .isEqualTo(ClusterSettings.Role.SERVER);
        }
    }

    @Test
    void aNodesCertificateIsRenewedForItselfOnly() {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Membership one = join(host, "m1", host.token(Role.NODE, -1), "n1");
            try (Server api = Server.at(List.of(host.address), one.tls())) {
                Map<String, Object> request = Map.of(
                        "token", "", "node", "n1", "key", Pem.of(Keys.curve().getPublic()), "server", false);
                assertThat(api.post(Joiner.PATH, request).path("podCidr").asString(""))
                        .isEqualTo(one.podCidr());
                Map<String, Object> other = Map.of(
                        "token", "", "node", "n2", "key", Pem.of(Keys.curve().getPublic()), "server", false);
                assertThatThrownBy(() -> api.post(Joiner.PATH, other)).hasMessageContaining("a token is needed");
            }
        }
    }

    @Test
    void aServerOfAnotherClusterAndACertificateOfAnotherAreRefused() {
        try (JoinHost host = new JoinHost(folder.resolve("server"));
                JoinHost other = new JoinHost(folder.resolve("other"))) {
            Membership here = join(host, "m1", host.token(Role.NODE, -1), "n1");
            try (Server api = Server.at(List.of(other.address), here.tls())) {
                assertThatThrownBy(() -> api.post(Joiner.PATH, Map.of()))
                        .isInstanceOf(Fault.class)
                        .extracting(e -> ((Fault) e).kind())
                        .isEqualTo(Fault.Kind.UNAVAILABLE);
            }
            assertThat(other.requests).hasValue(0);
        }
    }

    @Test
    void aServerThatAnswersNoMoreIsGivenUpSoonAndAskedLast() {
        try (JoinHost first = new JoinHost(folder.resolve("server"));
                JoinHost second = new JoinHost(folder.resolve("server"))) {
            Membership one = join(first, "m1", first.token(Role.NODE, -1), "n1");
            try (Server api = Server.hasty(List.of(first.address, second.address), one.tls())) {
                Joiner joiner = new Joiner(folder.resolve("m1"));
                joiner.renew(one, api);
                first.freeze();
                assertThatThrownBy(() -> joiner.renew(one, api))
                        .extracting(e -> ((Fault) e).kind())
                        .isEqualTo(Fault.Kind.UNAVAILABLE);
                assertThat(second.requests).hasValue(0);
                joiner.renew(one, api);
                joiner.renew(one, api);
                assertThat(second.requests).hasValue(2);
                assertThat(first.requests).hasValue(3);
            }
        }
    }

    @Test
    void everySliceIsGivenOnceAndThenNone() {
        HeldObjects objects = new HeldObjects();
        Subnets subnets = new Subnets(objects, "10.62.0.0/22");
        assertThat(List.of("a", "b", "c", "d"))
                .extracting(node -> subnets.take(node, "k").cidr())
                .containsExactly("10.62.0.0/24", "10.62.1.0/24", "10.62.2.0/24", "10.62.3.0/24");
        for (String node : List.of("a", "b", "c", "d")) {
            ObjectNode document = Json.mapper().createObjectNode();
            document.putObject("metadata").put("name", node);
            objects.create(Resources.NODES, "", document, WriteOptions.by("test"));
        }
        assertThatThrownBy(() -> subnets.take("e", "k")).hasMessageContaining("no slice left");
        new NodeCare(objects).remove("c");
        assertThat(subnets.take("e", "k").cidr()).isEqualTo("10.62.2.0/24");
        assertThatThrownBy(() -> new Subnets(objects, "fd00::/64")).hasMessageContaining("no network for pods");
    }
}
