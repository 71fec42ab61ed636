package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

class SubnetsTest {
    private final Subnets subnets = new Subnets(Cidr.parse("10.61.0.0/22"), 24, 0);

    private static Subnets.Taken taken(String cidr) {
        return new Subnets.Taken(Cidr.parse(cidr), "network other");
    }

    @Test
    void slicesAreCutInTurnAroundWhatIsTaken() {
        assertThat(subnets.choose(List.of())).hasToString("10.61.0.0/24");
        assertThat(subnets.choose(List.of(taken("10.61.0.0/23")))).hasToString("10.61.2.0/24");
        assertThat(subnets.choose(List.of(taken("0.0.0.0/0")))).hasToString("10.61.0.0/24");
        assertThatThrownBy(() -> subnets.choose(List.of(taken("10.0.0.0/8")))).hasMessageContaining("fully subnetted");
        assertThat(new Subnets(Cidr.parse("10.61.0.0/22"), 24, 7).choose(List.of()))
                .hasToString("10.61.3.0/24");
    }

    @Test
    void explicitConfigurationIsChecked() {
        assertThat(subnets.complete(IpamConfig.subnet("172.30.0.0/16"), List.of())
                        .gateway())
                .isEqualTo("172.30.0.1");
        assertThatThrownBy(() -> subnets.complete(IpamConfig.subnet("10.9.8.0/24"), List.of(taken("10.9.0.0/16"))))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.FORBIDDEN))
                .hasMessageContaining("Pool overlaps with other one on this address space")
                .hasMessageContaining("network other");
        for (String wrong : List.of(
                "10.0.0.0", "10.0.0.0/33", "10.0.0/24", "a.b.c.d/24", "10.0.0.256/24", "10.0.0.0/x", "10.0.0.5/24")) {
            assertThatThrownBy(() -> subnets.complete(IpamConfig.subnet(wrong), List.of()))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.INVALID));
        }
        IpamConfig foreign = new IpamConfig("10.9.8.0/24", "", "10.9.9.1", Map.of());
        assertThatThrownBy(() -> subnets.complete(foreign, List.of())).hasMessageContaining("gateway");
    }

    @Test
    void addressesRunOutAndComeBackInTurn() {
        AddressPool pool =
                new AddressPool(Cidr.parse("10.0.0.0/29"), Cidr.parse("10.0.0.0/29"), Set.of(Cidr.address("10.0.0.1")));
        for (int last = 2; last <= 6; last++) {
            assertThat(Cidr.text(pool.take())).isEqualTo("10.0.0." + last);
        }
        assertThatThrownBy(pool::take).hasMessageContaining("no available IPv4 addresses");
        pool.release(Cidr.address("10.0.0.4"));
        assertThat(Cidr.text(pool.take())).isEqualTo("10.0.0.4");
        assertThatThrownBy(() -> pool.take(Cidr.address("10.0.0.4"))).hasMessageContaining("Address already in use");
        assertThatThrownBy(() -> pool.take(Cidr.address("10.0.1.4"))).hasMessageContaining("not in the network");
    }

    @Test
    void addressesComeFromTheRange() {
        AddressPool pool = Subnets.pool(new IpamConfig("10.0.0.0/24", "10.0.0.128/30", "10.0.0.1", Map.of()));
        assertThat(Cidr.text(pool.take())).isEqualTo("10.0.0.128");
        assertThat(Cidr.text(pool.take(Cidr.address("10.0.0.7")))).isEqualTo("10.0.0.7");
    }
}
