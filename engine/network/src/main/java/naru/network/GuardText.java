package naru.network;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// The text of the table that keeps containers of one bridge from speaking in each other's name.
///
/// A frame that comes from a container's wire passes if it bears the container's own hardware address and IP
/// addresses, in Ethernet's, ARP's (RFC 826), IP's and neighbour discovery's (RFC 4861) fields. Nobody behind a wire
/// is a router or a DHCP server, and nothing but ARP, IPv4 and IPv6 passes. A wire that nothing is said about yet
/// passes nothing. What a wire may say are elements of sets: the number of rules is the same for one and for
/// thousands.
final class GuardText {
    /// Of tables in which bridges look.
    static final String FAMILY = "bridge";

    private static final int LINK_LOCAL_HOST = 8;
    private static final int LOCAL_BIT = 2;

    private final String name;
    private final String wires;

    /// @param wires how the names of all wires begin
    GuardText(String table, String wires) {
        this.name = FAMILY + " " + table;
        this.wires = wires;
    }

    /// A wire between a container and a bridge.
    ///
    /// @param link the host's end
    /// @param mac the only hardware address of the other
    /// @param addresses those of IPv4 and IPv6 that are the container's
    /// @param free whatever the container says is let through
    record Wire(String link, String mac, List<String> addresses, boolean free) {}

    /// Takes the table away, whether it is there or not.
    String remove() {
        return "add table " + name + "\ndelete table " + name + "\n";
    }

    String admit(List<Wire> all) {
        return all.stream().map(wire -> elements("add", wire)).collect(Collectors.joining());
    }

    String withdraw(List<Wire> all) {
        return all.stream().map(wire -> elements("delete", wire)).collect(Collectors.joining());
    }

    private String elements(String verb, Wire wire) {
        String link = "\"" + wire.link() + "\"";
        StringBuilder script = new StringBuilder();
        if (wire.free()) {
            element(script, verb, "free", link);
            return script.toString();
        }
        String speaker = link + " . " + wire.mac();
        element(script, verb, "macs", speaker);
        for (String address : wire.addresses()) {
            if (Family.of(address) == Family.IPV4) {
                element(script, verb, "addresses", speaker + " . " + address);
            } else {
                six(script, verb, speaker, address);
            }
        }
        if (wire.addresses().stream().anyMatch(address -> Family.of(address) == Family.IPV6)) {
            six(script, verb, speaker, linkLocal(wire.mac()));
        }
        return script.toString();
    }

    private void six(StringBuilder script, String verb, String speaker, String address) {
        element(script, verb, "addresses6", speaker + " . " + address);
        element(script, verb, "targets6", speaker + " . 0x" + HexFormat.of().formatHex(Prefix6.octets(address)));
    }

    /// The address that the kernel makes out of a hardware address (RFC 4291 appendix A).
    static String linkLocal(String mac) {
        byte[] octets = HexFormat.ofDelimiter(":").parseHex(mac);
        byte[] host = new byte[LINK_LOCAL_HOST];
        System.arraycopy(octets, 0, host, 0, 3);
        System.arraycopy(octets, 3, host, 5, 3);
        host[0] ^= LOCAL_BIT;
        host[3] = (byte) 0xff;
        host[4] = (byte) 0xfe;
        String digits = HexFormat.of().formatHex(host);
        return "fe80::" + digits.substring(0, 4) + ":" + digits.substring(4, 8) + ":" + digits.substring(8, 12) + ":"
                + digits.substring(12);
    }

    private void element(StringBuilder script, String verb, String set, String value) {
        script.append(verb + " element " + name + " " + set + " { " + value + " }\n");
    }

    /// The table with no element in it.
    String skeleton() {
        return "table " + name + " {\n"
                + """
                  set free { type ifname; }
                  set macs { type ifname . ether_addr; }
                  set addresses { type ifname . ether_addr . ipv4_addr; }
                  set addresses6 { type ifname . ether_addr . ipv6_addr; }
                  set targets6 { typeof iifname . ether saddr . @th,64,128; }
                  chain prerouting {
                    type filter hook prerouting priority -300; policy accept;
                    iifname "WIRES*" goto wire
                  }
                  chain wire {
                    udp dport { 68, 546 } goto others
                    ether type ip SPEAKER . ip saddr @addresses accept
                    ether type arp SPEAKER @macs goto claim
                    ether type ip6 goto six
                    goto others
                  }
                  chain claim {
                    iifname . arp saddr ether . arp saddr ip @addresses accept
                    arp saddr ip 0.0.0.0 iifname . arp saddr ether @macs accept
                    goto others
                  }
                  chain six {
                    icmpv6 type { nd-router-advert, nd-redirect } goto others
                    icmpv6 type nd-neighbor-advert goto claim6
                    SPEAKER . ip6 saddr @addresses6 accept
                    ip6 saddr :: SPEAKER @macs goto nameless
                    goto others
                  }
                  chain claim6 {
                    SPEAKER . ip6 saddr @addresses6 SPEAKER . @th,64,128 @targets6 accept
                    goto others
                  }
                  chain nameless {
                    icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report } accept
                    icmpv6 type nd-neighbor-solicit SPEAKER . @th,64,128 @targets6 accept
                    goto others
                  }
                  chain others {
                    iifname @free accept
                    drop
                  }
                }
                """.replace("SPEAKER", "iifname . ether saddr").replace("WIRES", wires);
    }
}
