package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Nftables;
import naru.linux.RouteTable;
import naru.network.Cidr;
import naru.network.Sandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pods of three hosts, and what happens to the kernel's state.
@Tag("system")
class NodeNetworkSystemTest extends ThreeHosts {
    @Test
    void podsTalkAcrossNodesWithTheirOwnAddresses() throws IOException {
        Sandbox a = one.pod();
        Sandbox same = one.pod();
        Sandbox b = two.pod();
        Sandbox c = far.pod();
        serve(a, "a");
        serve(b, "b");
        serve(c, "c");
        assertThat(ask(same, ip(a), 8080)).isEqualTo("a " + ip(same));
        assertThat(ask(a, ip(b), 8080)).isEqualTo("b " + ip(a));
        assertThat(ask(a, ip(c), 8080)).isEqualTo("c " + ip(a));
        assertThat(ask(c, ip(b), 8080)).isEqualTo("b " + ip(c));
        assertThat(Talk.ask(one.netns(), ip(c), 8080)).isEqualTo("c 10.62.1.1");
        assertThat(Talk.ask(one.netns(), ip(b), 8080)).isEqualTo("b 10.62.1.1");
        NetworkNamespace.enter(router, () -> {
            try (Links links = Links.open();
                    RouteTable routes = RouteTable.open()) {
                int next = Cidr.address(one.address);
                routes.replace(
                        new RouteTable.Entry(Cidr.address("10.62.1.0"), 24, next, links.index("near"), 0, 0, 4, false));
            }
            return true;
        });
        assertThat(Talk.ask(router, ip(a), 8080)).as("a stranger").isEqualTo("no answer");
    }

    @Test
    void packetsAtTheLimitPassAndLargerOnesAreToldSo() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        Sandbox c = far.pod();
        serve(b, "b");
        serve(c, "c");
        assertThat(one.node().status().mtu()).isEqualTo(1450);
        for (Sandbox peer : List.of(b, c)) {
            for (int size : List.of(1449, 1450, 1451, 4000)) { // beyond 1450 the pod's own kernel cuts it in pieces
                byte[] message = new byte[size - 28];
                message[size - 29] = 7;
                assertThat(Talk.exchange(Talk.path(a), ip(peer), 8080, message, 3_000))
                        .as(size + " bytes to " + ip(peer))
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void whatIsRemovedComesBackAndOthersTablesStay() throws IOException {
        Sandbox a = one.pod();
        Sandbox c = far.pod();
        serve(c, "c");
        objects.put(Documents.service("web", "10.63.0.5", ""));
        objects.put(Documents.slice("web", ip(c) + "@far"));
        await("rules", () -> shows("10.63.0.5 . 80 : goto service_any_1"));
        one.inside(() -> {
            try (Nftables nftables = Nftables.open();
                    Links links = Links.open();
                    RouteTable routes = RouteTable.open()) {
                nftables.run("add table ip somebody\nadd chain ip somebody own\n"
                        + "add rule ip somebody own ip daddr 10.62.0.1 drop\n"
                        + "delete table ip naru_" + one.instance.id() + "_cluster");
                links.delete("nx" + one.instance.id());
                routes.list().stream()
                        .filter(route -> route.protocol() == PodRoutes.PROTOCOL)
                        .forEach(routes::delete);
            }
            return true;
        });
        await("back", () -> answers(one, "c"));
        await("back", () -> answers(Talk.path(a), ip(c), 8080, "c"));
        objects.remove(naru.cluster.object.Resources.NODES, "", "far");
        await("no route to a node that left", () -> !routesOf(one).contains("10.62.3.0/24"));
        assertThat(routesOf(one)).contains("10.62.2.0/24");
        assertThat(one.rules()).contains("ip daddr 10.62.0.1 drop");
    }

    @Test
    void rulesAndRoutesStayWhilePodsRun() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        serve(b, "b");
        objects.put(Documents.service("web", "10.63.0.5", ""));
        objects.put(Documents.slice("web", ip(b) + "@two"));
        await("rules", () -> shows("10.63.0.5 . 80 : goto service_any_1"));
        one.stop();
        assertThat(ask(a, "10.63.0.5", 80)).isEqualTo("b " + ip(a));
        one.start(objects, cluster);
        await("ready", () -> one.node().status().ready());
        assertThat(ask(a, "10.63.0.5", 80)).isEqualTo("b " + ip(a));
        assertThat(ask(a, ip(b), 8080)).isEqualTo("b " + ip(a));
    }

    @Test
    void pathsThatCarryLessAreFoundAndPodsAreTold() throws IOException {
        await("proofs", () -> one.node().status().peers().stream().allMatch(peer -> peer.proven() == 1450));
        NetworkNamespace.enter(router, () -> {
            try (Links links = Links.open()) {
                links.setMtu(links.index("to-far"), 1400);
                links.setMtu(links.index("far"), 1400);
            }
            return true;
        });
        one.stop();
        one.start(objects, cluster);
        NetworkStatus.Peer less = new NetworkStatus.Peer("far", true, 1350);
        await("a smaller path", () -> one.node().status().peers().contains(less));
        assertThat(one.node().status().peers()).contains(new NetworkStatus.Peer("two", false, 1450));
        Sandbox a = one.pod();
        Sandbox c = far.pod();
        serve(c, "c");
        byte[] message = new byte[1450 - 28];
        await("full packets", () -> Talk.exchange(Talk.path(a), ip(c), 8080, message, 500).length == message.length);
    }
}
