package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.base.Json;
import naru.network.Cidr;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RoutePlanTest {
    private final ClusterNetwork network = ClusterNetwork.defaults();
    private final Underlay underlay = new Underlay(2, "eth0", List.of(Cidr.parse("192.0.2.0/24")), 1500);
    private final NodeFacts self = node("a", "10.62.1.0/24", "192.0.2.1");

    private static NodeFacts node(String name, String slice, String address) {
        ObjectNode node = (ObjectNode) Json.tree(Documents.node(name, slice, address)
                .replace('\'', '"')
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return NodeFacts.of(node).orElseThrow();
    }

    private List<String> hops(NodeFacts... nodes) {
        return RoutePlan.of(self, List.of(nodes), network, underlay).hops().stream()
                .map(hop -> hop.node().pods() + (hop.direct() ? " direct" : " vxlan"))
                .toList();
    }

    @Test
    void nodesOnTheSameNetworkAreReachedDirectlyAndOthersByVxlan() {
        assertThat(hops(self, node("b", "10.62.2.0/24", "192.0.2.2"), node("c", "10.62.3.0/24", "198.51.100.3")))
                .containsExactly("10.62.2.0/24 direct", "10.62.3.0/24 vxlan");
    }

    @Test
    void slicesOfOthersNetworksAndOfTwoOwnersHaveNoRoute() {
        assertThat(hops(node("b", "10.99.2.0/24", "192.0.2.2"))).isEmpty();
        assertThat(hops(node("b", "10.62.1.128/25", "192.0.2.2"))).isEmpty();
        assertThat(hops(node("z", "10.62.2.0/24", "192.0.2.9"), node("b", "10.62.2.0/24", "192.0.2.2")))
                .containsExactly("10.62.2.0/24 direct");
    }

    @Test
    void nodesWithoutSliceOrAddressAreNoNodesYet() {
        for (String text : List.of(
                "{}",
                "{'spec':{'podCIDR':'10.62.1.0/24'}}",
                "{'spec':{'podCIDR':'nonsense'},'status':{'addresses':[{'type':'InternalIP','address':'10.0.0.1'}]}}",
                "{'spec':{'podCIDR':'10.62.1.0/24'},'status':{'addresses':[{'type':'InternalIP','address':'::1'}]}}")) {
            byte[] json = text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(NodeFacts.of((ObjectNode) Json.tree(json))).as(text).isEmpty();
        }
        assertThat(self.mac()).isEqualTo("02:4e:0a:3e:01:01");
    }

    @Test
    void packetSizeIsTheUnderlaysAndNeverLoopbacks() {
        assertThat(underlay.podMtu(false)).isEqualTo(1450);
        assertThat(underlay.podMtu(true)).isEqualTo(1500);
        assertThat(new Underlay(1, "lo", List.of(), 65_536).podMtu(false)).isEqualTo(1450);
        assertThat(new Underlay(2, "eth0", List.of(), 65_535).podMtu(true)).isEqualTo(9001);
        assertThat(new Underlay(2, "tun0", List.of(), 576).podMtu(true)).isEqualTo(1280);
        assertThat(Underlay.NONE.podMtu(false)).isEqualTo(1450);
    }
}
