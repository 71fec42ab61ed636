package naru.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.NetworkNamespace;
import naru.linux.Sysctl;

/// The kernel's settings for IPv6 of what Naru makes: nobody's advertisements are believed, and an address is used at
/// once, as Naru knows that nobody else has it.
final class Ipv6Settings {
    private static final Path CONF = Path.of("/proc/sys/net/ipv6/conf");

    private Ipv6Settings() {}

    /// Whether the kernel speaks IPv6.
    static boolean areThere() {
        return Files.exists(CONF);
    }

    /// For an interface of the host. Without IPv6 it has no address at all, not even one of its own making, at which a
    /// container could reach the host past the rules.
    static void bridge(String link, boolean ipv6) {
        try {
            write(link, ipv6);
        } catch (IOException e) {
            throw Fault.internal("cannot set up IPv6 of " + link + ": " + e.getMessage(), e);
        }
    }

    /// For an interface in a container's namespace, where IPv6 is off by default.
    static void endpoint(Path namespace, String link) {
        try {
            NetworkNamespace.enter(namespace, () -> {
                Sysctl.write("ipv6/conf/" + link + "/addr_gen_mode", "0"); // the rules know what it makes of the MAC
                write(link, true);
                return link;
            });
        } catch (IOException e) {
            throw Fault.internal("cannot set up IPv6 of " + link + ": " + e.getMessage(), e);
        }
    }

    private static void write(String link, boolean ipv6) throws IOException {
        String conf = "ipv6/conf/" + link + "/";
        Sysctl.write(conf + "accept_ra", "0");
        Sysctl.write(conf + "accept_redirects", "0");
        Sysctl.write(conf + "autoconf", "0");
        Sysctl.write(conf + "accept_dad", "0");
        Sysctl.write(conf + "disable_ipv6", ipv6 ? "0" : "1");
    }

    /// Lets the host pass packets on. A host that does so no longer listens to its own router, unless it is told to:
    /// it is, where it did until now.
    static void forwarding() {
        try {
            if (Sysctl.read("ipv6/conf/all/forwarding").equals("1")) {
                return;
            }
            for (String link : links()) {
                String setting = "ipv6/conf/" + link + "/accept_ra";
                if (Sysctl.read(setting).equals("1")) {
                    Sysctl.write(setting, "2");
                }
            }
            Sysctl.write("ipv6/conf/all/forwarding", "1");
        } catch (IOException e) {
            throw Fault.internal("cannot enable net.ipv6.conf.all.forwarding: " + e.getMessage(), e);
        }
    }

    private static List<String> links() throws IOException {
        try (Stream<Path> all = Files.list(CONF)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("all") && !name.equals("default") && !name.equals("lo"))
                    .toList();
        }
    }
}
