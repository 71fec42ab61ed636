package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Prefix6Test {
    private final Subnets6 subnets = new Subnets6(() -> Prefix6.parse("fd01:23ab:cd61::/48"));

    @ParameterizedTest
    @CsvSource({
        "FD00:0061:0:0::0002, fd00:61::2",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "fd00::, fd00::",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201"
    })
    void addressesAreWrittenAsRfc5952Wants(String read, String written) {
        assertThat(Prefix6.text(Prefix6.address(read))).isEqualTo(written);
        assertThat(Prefix6.octets(read)).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fd00", "fd00::1%eth0", "1:2:3", "::ffff:192.0.2.1", "fd00::g", "10.0.0.1", "[fd00::1]"})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> Prefix6.address(text))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("invalid IPv6 address");
    }

    @Test
    void aSubnetIsChosenFromTheInstancesOwnAndCompleted() {
        IpamConfig first = subnets.complete(IpamConfig.subnet(""), List.of());
        assertThat(first.subnet()).isEqualTo("fd01:23ab:cd61::/64");
        assertThat(first.gateway()).isEqualTo("fd01:23ab:cd61::1");
        List<Subnets6.Taken> taken = List.of(new Subnets6.Taken(Prefix6.parse(first.subnet()), "network one"));
        assertThat(subnets.complete(IpamConfig.subnet(""), taken).subnet()).isEqualTo("fd01:23ab:cd61:1::/64");
        assertThatThrownBy(() -> subnets.complete(IpamConfig.subnet("fd01:23ab:cd61::/80"), taken))
                .hasMessageContaining("Pool overlaps with other one on this address space");
    }

    @Test
    void addressesAreGivenInTurnAndNeverTheGateway() {
        IpamConfig config = subnets.complete(IpamConfig.subnet("fd00:61::/125"), List.of());
        AddressPool6 pool = new AddressPool6(config);
        assertThat(pool.take()).isEqualTo("fd00:61::2");
        assertThat(pool.take()).isEqualTo("fd00:61::3");
        pool.release("fd00:61::2");
        assertThat(pool.take()).isEqualTo("fd00:61::4");
        assertThatThrownBy(() -> pool.take("fd00:61::4")).hasMessage("Address already in use: fd00:61::4");
        assertThatThrownBy(() -> pool.take("fd00:62::4")).hasMessageContaining("not in the network's subnet");
        assertThat(List.of(pool.take(), pool.take(), pool.take()))
                .containsExactly("fd00:61::5", "fd00:61::6", "fd00:61::7");
        assertThat(pool.take()).isEqualTo("fd00:61::2");
        assertThatThrownBy(pool::take).hasMessageContaining("is used up");
    }
}
