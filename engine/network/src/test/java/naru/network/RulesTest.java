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

    private final GuardText.Wire wire =
            new GuardText.Wire("nv0123abcdx", "02:42:0a:3d:00:02", List.of("10.61.0.2", "fd00:61::2"), false);
    private final GuardText.Wire free = new GuardText.Wire("nv0123abcdy", "02:42:0a:3d:00:03", List.of(), true);

    @Test
    void everyLineIsAboutTheInstancesOwnTables() {
        String script = rules.replace(entrance, List.of(open, closed), List.of(any, loopback, six), List.of(wire))
                + rules.remove();
        assertThat(script.lines().filter(line -> line.matches("(add|delete|table) .*")))
                .allMatch(line -> line.matches(".* (ip|ip6|bridge) naru_0123abcd( .*)?"));
        assertThat(script).contains("add table ip naru_0123abcd\ndelete table ip naru_0123abcd\n");
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
        String script =
                rules.replace(Entrance.of("0123abcd", FirewallMode.OPEN, false), List.of(), List.of(), List.of());
        assertThat(script).doesNotContain("hook input");
        assertThat(rules.replace(entrance, List.of(), List.of(), List.of())).contains("hook input");
    }

    @Test
    void whatAWireMaySayAreElements() {
        assertThat(rules.admit(List.of(wire, free))).isEqualTo("""
                        add element bridge naru_0123abcd macs { "nv0123abcdx" . 02:42:0a:3d:00:02 }
                        add element bridge naru_0123abcd addresses { "nv0123abcdx" . 02:42:0a:3d:00:02 . 10.61.0.2 }
                        add element bridge naru_0123abcd addresses6 { "nv0123abcdx" . 02:42:0a:3d:00:02 . fd00:61::2 }
                        add element bridge naru_0123abcd targets6 { "nv0123abcdx" . 02:42:0a:3d:00:02 . 0xfd000061000000000000000000000002 }
                        add element bridge naru_0123abcd addresses6 { "nv0123abcdx" . 02:42:0a:3d:00:02 . fe80::0042:0aff:fe3d:0002 }
                        add element bridge naru_0123abcd targets6 { "nv0123abcdx" . 02:42:0a:3d:00:02 . 0xfe8000000000000000420afffe3d0002 }
                        add element bridge naru_0123abcd free { "nv0123abcdy" }
                        """);
        assertThat(rules.dismiss(List.of(wire)).lines()).hasSize(6).allMatch(line -> line.startsWith("delete element"));
    }

    @Test
    void withoutRulesForBridgesNothingIsSaidAboutThem() {
        rules.guarded(false);
        String script = rules.replace(entrance, List.of(open), List.of(any), List.of(wire))
                + rules.remove()
                + rules.admit(List.of(wire))
                + rules.dismiss(List.of(wire));
        assertThat(script).doesNotContain("bridge naru");
        assertThat(rules.areIn("table ip naru_0123abcd\ntable ip6 naru_0123abcd\n"))
                .isTrue();
        rules.guarded(true);
        assertThat(rules.areIn("table ip naru_0123abcd\ntable ip6 naru_0123abcd\n"))
                .isFalse();
    }
}
