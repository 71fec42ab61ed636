package naru.node.net;

import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import naru.network.Cidr;

/// What of a node's nftables table does not change with services: its maps and sets, empty, and its
/// chains. Pure.
///
/// A service is found by a verdict map, its endpoint by a second one whose key begins with a number
/// chosen at random below the count of endpoints: there is one chain per count, not per service, and
/// a change of a service is a change of elements.
///
/// @param table its name
/// @param network of the cluster
/// @param slice the node's own pods
/// @param gateway the node's address among them
/// @param bridge that they are plugged to
/// @param links bridge, VXLAN, and the interface to the other nodes
record TableFrame(String table, ClusterNetwork network, Cidr slice, String gateway, String bridge, List<String> links) {
    /// Slices with more addresses than these get no rule for pods that reach themselves through a
    /// service.
    private static final int LARGEST_SLICE = 4096;

    TableFrame {
        links = List.copyOf(links);
    }

    /// Takes the table away, whether it is there or not.
    String remove() {
        return "add table ip " + table + "\ndelete table ip " + table + "\n";
    }

    /// Puts an empty table in the place of the one that may be there; connections that exist go on.
    String replace() {
        return remove() + "table ip " + table + " {\n" + maps() + guards() + translation() + source() + forward()
                + "}\n"
                + element("links", links.stream().map(link -> '"' + link + '"').collect(list()))
                + element("nodes", network.pods().toString())
                + element("direct", network.pods() + ", " + network.services())
                + (slice.size() > LARGEST_SLICE ? "" : element("hairpin", pairs()));
    }

    private static String maps() {
        return """
                 map services { type inet_proto . ipv4_addr . inet_service : verdict; }
                 map service_targets {
                  typeof numgen random mod 2 . meta l4proto . ip daddr . th dport : ip daddr . th dport;
                 }
                 map service_choices { typeof numgen random mod 2 . meta l4proto . ip daddr . th dport : verdict; }
                 map nodeports { type inet_proto . inet_service : verdict; }
                 map nodeport_targets { typeof numgen random mod 2 . meta l4proto . th dport : ip daddr . th dport; }
                 map nodeport_choices { typeof numgen random mod 2 . meta l4proto . th dport : verdict; }
                 map affinity {
                  type ipv4_addr . inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service;
                  flags dynamic,timeout; timeout 3h; size 65536;
                 }
                 set links { type ifname; }
                 set nodes { type ipv4_addr; flags interval; }
                 set direct { type ipv4_addr; flags interval; }
                 set peers { type ipv4_addr; }
                 set hairpin { type ipv4_addr . ipv4_addr; }
                """;
    }

    /// Nobody reaches this host's loopback from outside although node ports open `route_localnet`,
    /// and names are answered without connection tracking.
    private String guards() {
        return """
                 chain guard {
                  type filter hook prerouting priority raw; policy accept;
                  iifname @links ip daddr 127.0.0.0/8 drop
                  iifname @links ip saddr 127.0.0.0/8 drop
                  ip daddr DNS udp dport 53 notrack
                 }
                 chain answers {
                  type filter hook output priority raw; policy accept;
                  ip saddr DNS udp sport 53 notrack
                  ip daddr DNS udp dport 53 notrack
                 }
                """.replace("DNS", network.dns());
    }

    private static String translation() {
        return """
                 chain translate {
                  meta l4proto . ip daddr . th dport vmap @services
                  fib daddr type local meta l4proto . th dport vmap @nodeports
                 }
                 chain prerouting { type nat hook prerouting priority dstnat; policy accept; jump translate; }
                 chain output { type nat hook output priority -100; policy accept; jump translate; }
                """;
    }

    /// Who a connection seems to come from: replies must come back through this node where it was
    /// translated here.
    private String source() {
        return """
                 chain postrouting {
                  type nat hook postrouting priority srcnat; policy accept;
                  ct status dnat ip saddr . ip daddr @hairpin snat to GATEWAY
                  oifname @links ct status dnat ip saddr 127.0.0.0/8 snat to GATEWAY
                  oifname != "BRIDGE" ct status dnat ip daddr PODS ip saddr != SLICE snat to GATEWAY
                  oifname != { "BRIDGE", "lo" } ct status dnat ip daddr @peers ip saddr != SLICE masquerade
                  oifname != { "BRIDGE", "lo" } ip saddr SLICE ip daddr != @direct masquerade
                 }
                """.replace("GATEWAY", gateway)
                .replace("BRIDGE", bridge)
                .replace("SLICE", slice.toString())
                .replace("PODS", network.pods().toString());
    }

    /// Who may open connections to pods: pods, nodes, and whoever came through a published or service
    /// port.
    private String forward() {
        return """
                 chain forward {
                  type filter hook forward priority filter; policy accept;
                  iifname @links tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                  oifname @links tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                  ip daddr SERVICES meta l4proto tcp reject with tcp reset
                  ip daddr SERVICES reject
                  oifname "BRIDGE" ct state established,related accept
                  oifname "BRIDGE" ct status dnat accept
                  oifname "BRIDGE" ip saddr != @nodes drop
                 }
                 chain refuse {
                  type filter hook output priority filter; policy accept;
                  oifname "BRIDGE" icmp type redirect drop
                  ip daddr SERVICES fib daddr type != local meta l4proto tcp reject with tcp reset
                  ip daddr SERVICES fib daddr type != local reject
                 }
                """.replace("SERVICES", network.services().toString()).replace("BRIDGE", bridge);
    }

    private String element(String set, String elements) {
        return "add element ip " + table + " " + set + " { " + elements + " }\n";
    }

    private String pairs() {
        return LongStream.range(1, slice.size() - 1)
                .mapToObj(i -> Cidr.text((int) (slice.base() + i)))
                .map(address -> address + " . " + address)
                .collect(list());
    }

    private static Collector<CharSequence, ?, String> list() {
        return Collectors.joining(", ");
    }
}
