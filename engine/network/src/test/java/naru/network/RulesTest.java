package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
    private final Rules rules = new Rules("0123abcd", List.of(Family.IPV4, Family.IPV6));
    private final Entrance entrance = Entrance.of("0123abcd", FirewallMode.STRICT, false);
    private final Rules.Bridge open = new Rules.Bridge(Family.IPV4, "br0", "10.61.0.0/24", false, true, false);
    private final Rules.Bridge closed = new Rules.Bridge(Family.IPV4, "br1", "10.61.1.0/24", true, true, true);
    private final Rules.Forward any = new Rules.Forward("tcp", "0.0.0.0", 8080, "10.61.0.2", 80);
    private final Rules.Forward loopback = new Rules.Forward("udp", "127.0.0.1", 53, "10.61.0.2", 53);
    private final Rules.Forward six = new Rules.Forward("tcp", "::", 8080, "fd00:61::2", 80);

    @Test
    void everyLineIsAboutTheInstancesOwnTables() {
        String script = rules.replace(entrance, List.of(open, closed), List.of(any, loopback, six)) + rules.remove();
        assertThat(script.lines().filter(line -> line.matches("(add|delete|table) .*")))
                .allMatch(line -> line.contains("ip naru_0123abcd") || line.contains("ip6 naru_0123abcd"));
        assertThat(script).startsWith("add table ip naru_0123abcd\ndelete table ip naru_0123abcd\n");
    }

    @Test
    void portsAreElementsOfMapsAndThoseOpenOutsideOfSets() {
        assertThat(rules.publish(List.of(any, loopback)))
                .isEqualTo("add element ip naru_0123abcd ports_any { tcp . 8080 : 10.61.0.2 . 80 }\n"
                        + "add element ip naru_0123abcd outside_any { tcp . 8080 }\n"
                        + "add element ip naru_0123abcd ports_on { 127.0.0.1 . udp . 53 : 10.61.0.2 . 53 }\n");
        assertThat(rules.publish(List.of(six)))
                .contains("add element ip6 naru_0123abcd ports_any { tcp . 8080 : fd00:61::2 . 80 }\n");
        assertThat(rules.withdraw(List.of(any)))
                .isEqualTo("delete element ip naru_0123abcd ports_any { tcp . 8080 }\n"
                        + "delete element ip naru_0123abcd outside_any { tcp . 8080 }\n");
    }

    @Test
    void internalBridgesAreClosedAndNotMasqueraded() {
        assertThat(rules.bridges(List.of(closed)))
                .contains("closed { \"br1\" }")
                .doesNotContain("subnets")
                .doesNotContain("open");
        assertThat(rules.bridges(List.of(open)))
                .contains("subnets { 10.61.0.0/24 }")
                .doesNotContain("closed");
    }

    @Test
    void withoutFirewallPacketsTakeNoDetour() {
        String script = rules.replace(Entrance.of("0123abcd", FirewallMode.OPEN, false), List.of(), List.of());
        assertThat(script).doesNotContain("hook input");
        assertThat(rules.replace(entrance, List.of(), List.of())).contains("hook input");
    }
}
