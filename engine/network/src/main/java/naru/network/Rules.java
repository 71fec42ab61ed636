package naru.network;

import java.util.List;
import java.util.stream.Collectors;

/// The text of one instance's nftables table; pure, no kernel.
///
/// Published ports are elements of two maps, bridges and subnets elements of sets: the number of rules is the same for
/// one port and for thousands. No other table is touched and no policy of another is changed.
final class Rules {
    private final String table;

    Rules(String instanceId) {
        table = "naru_" + instanceId;
    }

    /// What the table says about one bridge; who is outside may connect to an open one.
    record Bridge(String name, String subnet, boolean internal, boolean masquerade, boolean open) {}

    /// A published port: where it is on the host (`0.0.0.0` for all addresses) and where it leads.
    record Forward(String protocol, String hostIp, int hostPort, String address, int port) {}

    String table() {
        return table;
    }

    /// Replaces the whole table in one transaction; connections that exist go on.
    String replace(List<Bridge> bridges, List<Forward> forwards) {
        return "add table ip " + table + "\ndelete table ip " + table + "\n" + skeleton() + bridges(bridges)
                + publish(forwards);
    }

    /// Takes the table away, whether it is there or not.
    String remove() {
        return "add table ip " + table + "\ndelete table ip " + table + "\n";
    }

    String bridges(List<Bridge> bridges) {
        return bridges.stream().map(bridge -> bridge("add", bridge)).collect(Collectors.joining());
    }

    String withoutBridge(Bridge bridge) {
        return bridge("delete", bridge);
    }

    String publish(List<Forward> forwards) {
        return forwards.stream().map(this::publish).collect(Collectors.joining());
    }

    String withdraw(List<Forward> forwards) {
        return forwards.stream()
                .map(forward -> "delete element ip " + table + " " + key(forward) + " }\n")
                .collect(Collectors.joining());
    }

    private String publish(Forward forward) {
        return "add element ip " + table + " " + key(forward) + " : " + forward.address() + " . " + forward.port()
                + " }\n";
    }

    private static String key(Forward forward) {
        String port = forward.protocol() + " . " + forward.hostPort();
        return forward.hostIp().equals("0.0.0.0")
                ? "ports_any { " + port
                : "ports_on { " + forward.hostIp() + " . " + port;
    }

    private String bridge(String verb, Bridge bridge) {
        String name = "\"" + bridge.name() + "\"";
        StringBuilder script = new StringBuilder();
        element(script, verb, "bridges", name);
        element(script, verb, "same", name + " . " + name);
        if (bridge.internal()) {
            element(script, verb, "closed", name);
            return script.toString();
        }
        if (bridge.masquerade()) {
            element(script, verb, "subnets", bridge.subnet());
        }
        if (bridge.open()) {
            element(script, verb, "open", name);
        }
        return script.toString();
    }

    private void element(StringBuilder script, String verb, String set, String value) {
        script.append(verb + " element ip " + table + " " + set + " { " + value + " }\n");
    }

    private String skeleton() {
        return "table ip " + table + """
                 {
                  map ports_any { type inet_proto . inet_service : ipv4_addr . inet_service; }
                  map ports_on { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
                  set bridges { type ifname; }
                  set closed { type ifname; }
                  set open { type ifname; }
                  set same { type ifname . ifname; }
                  set subnets { type ipv4_addr; flags interval; }
                  chain guard {
                    type filter hook prerouting priority raw; policy accept;
                    iifname @bridges ip daddr 127.0.0.0/8 drop
                    iifname @bridges ip saddr 127.0.0.0/8 drop
                  }
                  chain prerouting { type nat hook prerouting priority dstnat; policy accept; jump published; }
                  chain output { type nat hook output priority -100; policy accept; jump published; }
                  chain published {
                    meta l4proto { tcp, udp } dnat ip to ip daddr . meta l4proto . th dport map @ports_on
                    meta l4proto { tcp, udp } fib daddr type local dnat ip to meta l4proto . th dport map @ports_any
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    oifname @bridges ip saddr 127.0.0.0/8 masquerade
                    oifname @bridges ip saddr @subnets ct status dnat masquerade
                    oifname != @bridges ip saddr @subnets masquerade
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname . oifname @same accept
                    iifname @closed drop
                    oifname @closed drop
                    oifname @bridges ct state established,related accept
                    oifname @bridges ct status dnat accept
                    iifname != @bridges oifname @open accept
                    oifname @bridges drop
                  }
                }
                """;
    }
}
