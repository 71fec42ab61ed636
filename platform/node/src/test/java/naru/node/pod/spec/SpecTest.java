package naru.node.pod.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SpecTest {
    private static Pod pod(String spec) {
        String text = "{'metadata':{'name':'p','namespace':'shop','uid':'u'},'spec':" + spec + "}";
        return new Pod((ObjectNode) Json.tree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void quantitiesAreRead() {
        assertThat(Quantity.milli("250m")).isEqualTo(250);
        assertThat(Quantity.milli("1.5")).isEqualTo(1500);
        assertThat(Quantity.milli("0.1001")).isEqualTo(101);
        assertThat(Quantity.units("64Mi")).isEqualTo(64L << 20);
        assertThat(Quantity.units("1G")).isEqualTo(1_000_000_000);
        assertThat(Quantity.units("2e3")).isEqualTo(2000);
        assertThat(Quantity.units("1E")).isEqualTo(1_000_000_000_000_000_000L);
        assertThat(Quantity.units("")).isZero();
        assertThat(Quantity.divided("1500m", "1")).isEqualTo(2);
        assertThat(Quantity.divided("64Mi", "1Mi")).isEqualTo(64);
        for (String wrong : List.of("m", "1.2.3", "1 Gi", "lots", "1KiB")) {
            assertThatThrownBy(() -> Quantity.of(wrong)).isInstanceOf(Fault.class);
        }
    }

    @Test
    void onlyWhatIsKnownIsExpanded() {
        Map<String, String> known = Map.of("A", "1", "B", "$(A)");
        assertThat(Expansion.of("$(A) $(B) $(C) $$(A) $A $ $(", known)).isEqualTo("1 $(A) $(C) $(A) $A $ $(");
        assertThat(Expansion.of("$$$(A)", known)).isEqualTo("$1");
    }

    @Test
    void theResolverIsTheClustersUnlessSaidOtherwise() {
        Resolver first = Resolver.of(pod("{}"), "10.63.0.10", "cluster.local");
        assertThat(first.search()).containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local");
        assertThat(first.servers()).containsExactly("10.63.0.10");
        assertThat(first.options()).containsExactly("ndots:5");
        assertThat(Resolver.of(pod("{'dnsPolicy':'Default'}"), "10.63.0.10", "cluster.local")
                        .servers())
                .isEmpty();
        assertThat(Resolver.of(pod("{'hostNetwork':true}"), "10.63.0.10", "cluster.local")
                        .servers())
                .isEmpty();
        Resolver own = Resolver.of(
                pod("{'dnsPolicy':'None','dnsConfig':{'nameservers':['1.2.3.4'],'options':[{'name':'ndots',"
                        + "'value':'2'}]}}"),
                "10.63.0.10",
                "cluster.local");
        assertThat(own).isEqualTo(new Resolver(List.of("1.2.3.4"), List.of("."), List.of("ndots:2")));
    }

    @Test
    void thePullPolicyFollowsTheTag() {
        Pod pod = pod("{'containers':[{'name':'a','image':'web'},{'name':'b','image':'web:latest'},"
                + "{'name':'c','image':'host:5000/web:1'},{'name':'d','image':'host:5000/web'}]}");
        assertThat(pod.containers().stream().map(PodContainer::pull))
                .containsExactly(
                        PodContainer.Pull.ALWAYS,
                        PodContainer.Pull.ALWAYS,
                        PodContainer.Pull.IF_NOT_PRESENT,
                        PodContainer.Pull.ALWAYS);
    }

    @Test
    void fieldsAndResourcesAreTold() {
        Pod pod = pod("{'containers':[{'name':'a','resources':{'limits':{'cpu':'500m'}}}]}");
        Surroundings where = new Surroundings("n1", "10.0.0.1", "10.62.0.2", 2000, 1L << 30, 0);
        assertThat(where.field(pod, "metadata.namespace")).isEqualTo("shop");
        assertThat(where.field(pod, "status.podIP")).isEqualTo("10.62.0.2");
        PodContainer own = pod.containers().getFirst();
        ObjectNode cpu =
                Json.mapper().createObjectNode().put("resource", "limits.cpu").put("divisor", "1m");
        assertThat(where.resource(pod, own, cpu)).isEqualTo("500");
        ObjectNode memory = Json.mapper().createObjectNode().put("resource", "limits.memory");
        assertThat(where.resource(pod, own, memory)).isEqualTo(Long.toString(1L << 30));
    }
}
