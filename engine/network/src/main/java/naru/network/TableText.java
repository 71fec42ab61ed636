package naru.network;

/// The text of an instance's nftables table for one version of IP.
///
/// Published ports are elements of maps, bridges and subnets elements of sets: the number of rules is the same for
/// one port and for thousands.
final class TableText {
    /// After every other chain, and before the connection is remembered (IPv6 does so one before the last).
    private static final String LAST = "2147483645";

    private final Family family;
    private final String name;

    TableText(Family family, String table) {
        this.family = family;
        this.name = family.word() + " " + table;
    }

    /// Adds or deletes what is said about a bridge.
    String bridge(String verb, Rules.Bridge bridge) {
        String link = "\"" + bridge.name() + "\"";
        StringBuilder script = new StringBuilder();
        element(script, verb, "bridges", link);
        element(script, verb, "same", link + " . " + link);
        if (bridge.internal()) {
            element(script, verb, "closed", link);
            return script.toString();
        }
        if (bridge.masquerade()) {
            element(script, verb, "subnets", bridge.subnet());
        }
        if (bridge.open()) {
            element(script, verb, "open", link);
        }
        return script.toString();
    }

    String publish(Rules.Forward forward) {
        StringBuilder script = new StringBuilder();
        String target = forward.address() + " . " + forward.port();
        element(script, "add", forward.anywhere() ? "ports_any" : "ports_on", key(forward) + " : " + target);
        outside(script, "add", forward);
        return script.toString();
    }

    String withdraw(Rules.Forward forward) {
        StringBuilder script = new StringBuilder();
        element(script, "delete", forward.anywhere() ? "ports_any" : "ports_on", key(forward));
        outside(script, "delete", forward);
        return script.toString();
    }

    private void outside(StringBuilder script, String verb, Rules.Forward forward) {
        if (!forward.loopback()) {
            element(script, verb, forward.anywhere() ? "outside_any" : "outside_on", key(forward));
        }
    }

    private static String key(Rules.Forward forward) {
        String port = forward.protocol() + " . " + forward.hostPort();
        return forward.anywhere() ? port : forward.hostIp() + " . " + port;
    }

    private void element(StringBuilder script, String verb, String set, String value) {
        script.append(verb + " element " + name + " " + set + " { " + value + " }\n");
    }

    /// The table with no element in it.
    String skeleton(Entrance entrance) {
        String ip = family.word();
        return "table " + name + " {\n" + sets() + guard()
                + """
                  chain prerouting {
                    type nat hook prerouting priority dstnat; policy accept;
                    %s
                  }
                  chain output { type nat hook output priority -100; policy accept; OWNjump published; }
                  chain published {
                    meta l4proto { tcp, udp } dnat IP to IP daddr . meta l4proto . th dport map @ports_on
                    meta l4proto { tcp, udp } fib daddr type local dnat IP to meta l4proto . th dport map @ports_any
                  }
                %s
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    oifname @bridges IP saddr LOOPBACK masquerade
                    oifname @bridges IP saddr @subnets ct status dnat masquerade
                    oifname != @bridges IP saddr @subnets masquerade
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
                """.formatted(entries(entrance), entrance.direct() ? "" : input(entrance))
                        .replace("OWN", family == Family.IPV4 ? "" : "ip6 daddr ::1 return; ")
                        .replace("LOOPBACK", family == Family.IPV4 ? "127.0.0.0/8" : "::1")
                        .replace("IP ", ip + " ");
    }

    private String sets() {
        return """
                  map ports_any { type inet_proto . inet_service : ADDRESS . inet_service; }
                  map ports_on { type ADDRESS . inet_proto . inet_service : ADDRESS . inet_service; }
                  set outside_any { type inet_proto . inet_service; }
                  set outside_on { type ADDRESS . inet_proto . inet_service; }
                  set admitted { type ADDRESS . ADDRESS . inet_proto . inet_service; flags dynamic,timeout; size 65535; }
                  set bridges { type ifname; }
                  set closed { type ifname; }
                  set open { type ifname; }
                  set same { type ifname . ifname; }
                  set subnets { type ADDRESS; flags interval; }
                """.replace("ADDRESS", family.type());
    }

    /// Nobody but the host itself speaks to its loopback addresses, or in their name. The kernel sends no packet of ::1
    /// to another interface: what comes to a published port there is left to the engine, which copies it.
    private String guard() {
        return switch (family) {
            case IPV4 -> """
                  chain guard {
                    type filter hook prerouting priority raw; policy accept;
                    iifname != "lo" ip daddr 127.0.0.0/8 drop
                    iifname @bridges ip saddr 127.0.0.0/8 drop
                  }
                """;
            case IPV6 -> """
                  chain guard {
                    type filter hook prerouting priority raw; policy accept;
                    iifname @bridges icmpv6 type { nd-router-advert, nd-redirect } drop
                  }
                """;
        };
    }

    /// Who is led to a published port on arrival.
    private static String entries(Entrance entrance) {
        if (entrance.direct()) {
            return "jump published";
        }
        String admitted = "IP saddr . IP daddr . meta l4proto . th dport @admitted jump published";
        return "iifname @bridges jump published\n    iifname \"" + entrance.in() + "\" jump published"
                + (entrance.strictPaths() ? "\n    meta l4proto { tcp, udp } " + admitted : "");
    }

    /// What is done with a connection that the host's input chains have accepted.
    private String input(Entrance entrance) {
        String gateway = family == Family.IPV4 ? Entrance.GATEWAY_IPV4 : Entrance.GATEWAY_IPV6;
        String remember = "update @admitted { IP saddr . IP daddr . meta l4proto . th dport timeout 30s } drop";
        String copy = "dup to " + gateway + " device " + entrance.index() + " drop";
        boolean strict = entrance.strictPaths() && family == Family.IPV4;
        return """
                  chain input {
                    type filter hook input priority %s; policy accept;
                    iifname { "lo", "%s" } accept
                    ct state != new accept
                    meta l4proto { tcp, udp } IP daddr . meta l4proto . th dport @outside_on goto admit
                    meta l4proto { tcp, udp } meta l4proto . th dport @outside_any fib daddr type local goto admit
                  }
                  chain admit {
                    meta l4proto { tcp, udp } %s
                  }""".formatted(LAST, entrance.in(), strict ? remember : copy);
    }
}
