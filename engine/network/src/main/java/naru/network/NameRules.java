package naru.network;

import naru.base.Fault;
import naru.linux.Nftables;

/// Leads what a container asks at port 53 of its name server's address to the ports where that listens, so that a name
/// server of the container's own can have port 53 of all addresses.
///
/// The rules are in the container's namespace and change ports without remembering connections: connection tracking
/// would be switched on for everything that the container sends.
final class NameRules {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private NameRules() {}

    /// Writes them in the namespace of the calling thread, in the place of older ones; answers false where that cannot
    /// be done without starting a program.
    static boolean write(int udp, int tcp) {
        try (Nftables nftables = Nftables.open()) {
            if (!nftables.inProcess()) {
                return false;
            }
            nftables.run(text(udp, tcp));
            return true;
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "port 53 of a container is its name server's: {0}", e.sentence());
            return false;
        }
    }

    private static String text(int udp, int tcp) {
        return """
                add table ip naru_names
                delete table ip naru_names
                table ip naru_names {
                  chain output {
                    type filter hook output priority mangle; policy accept;
                    oif != "lo" accept
                    ip daddr ADDRESS udp dport 53 udp dport set UDP
                    ip daddr ADDRESS tcp dport 53 tcp dport set TCP
                    ip saddr ADDRESS udp sport UDP udp sport set 53
                    ip saddr ADDRESS tcp sport TCP tcp sport set 53
                  }
                }
                """.replace("ADDRESS", SandboxFiles.EMBEDDED)
                .replace("UDP", Integer.toString(udp))
                .replace("TCP", Integer.toString(tcp));
    }
}
