package naru.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The texts of a sandbox's /etc/resolv.conf, /etc/hosts and /etc/hostname (resolv.conf(5), hosts(5)).
final class SandboxFiles {
    /// Where the embedded DNS server is inside a container.
    static final String EMBEDDED = "127.0.0.11";

    private static final HostResolver SYSTEMD = new HostResolver(Path.of("/run/systemd/resolve/resolv.conf"));
    private static final String LOOPBACK = """
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::	ip6-localnet
            ff00::	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            """;

    private SandboxFiles() {}

    /// What a resolver configuration says.
    record Resolver(List<String> servers, List<String> search, List<String> options) {
        Resolver {
            servers = List.copyOf(servers);
            search = List.copyOf(search);
            options = List.copyOf(options);
        }

        /// Reads resolv.conf(5); a file that is not there says nothing.
        static Resolver read(Path file) {
            List<String> servers = new ArrayList<>();
            List<String> search = new ArrayList<>();
            List<String> options = new ArrayList<>();
            for (String line : lines(file)) {
                String[] words = line.strip().split("\\s+");
                switch (words[0]) {
                    case "nameserver" -> servers.addAll(rest(words));
                    case "search", "domain" -> {
                        search.clear();
                        search.addAll(rest(words));
                    }
                    case "options" -> options.addAll(rest(words));
                    default -> {}
                }
            }
            return new Resolver(servers, search, options);
        }

        /// What of it is of use in another network namespace: without servers on the loopback interface.
        Resolver reachable() {
            List<String> others =
                    servers.stream().filter(server -> !isLoopback(server)).toList();
            if (others.isEmpty() && !servers.isEmpty()) {
                others = SYSTEMD.read().servers.stream()
                        .filter(server -> !isLoopback(server))
                        .toList();
            }
            return new Resolver(others, search, options);
        }

        private static boolean isLoopback(String server) {
            return server.startsWith("127.") || server.equals("::1");
        }

        private static List<String> rest(String[] words) {
            return List.of(words).subList(1, words.length);
        }

        private static List<String> lines(Path file) {
            try {
                return Files.readAllLines(file);
            } catch (IOException _) {
                return List.of(); // no file, no servers: as the C library sees it
            }
        }
    }

    /// The host's configuration with what the container asked for instead.
    static Resolver merge(Resolver host, SandboxSpec spec) {
        return new Resolver(
                spec.dns().isEmpty() ? host.servers() : spec.dns(),
                spec.dnsSearch().isEmpty() ? host.search() : spec.dnsSearch(),
                spec.dnsOptions().isEmpty() ? host.options() : spec.dnsOptions());
    }

    static String resolvConf(Resolver resolver) {
        StringBuilder text = new StringBuilder();
        resolver.servers().forEach(server -> text.append("nameserver " + server + "\n"));
        if (!resolver.search().isEmpty() && !resolver.search().equals(List.of("."))) {
            text.append("search " + String.join(" ", resolver.search()) + "\n");
        }
        if (!resolver.options().isEmpty()) {
            text.append("options " + String.join(" ", resolver.options()) + "\n");
        }
        return text.toString();
    }

    /// With the embedded server, which forwards to the others.
    static String embedded(Resolver resolver) {
        List<String> options = new ArrayList<>(resolver.options());
        if (options.stream().noneMatch(option -> option.startsWith("ndots:"))) {
            options.add("ndots:0");
        }
        return resolvConf(new Resolver(List.of(EMBEDDED), resolver.search(), options));
    }

    /// @param gateway what `host-gateway` stands for
    static String hosts(SandboxSpec spec, List<Endpoint> endpoints, String gateway) {
        StringBuilder text = new StringBuilder(LOOPBACK);
        extra(text, spec, gateway);
        String names = names(spec.hostname(), spec.domainname());
        for (Endpoint endpoint : endpoints) {
            if (!endpoint.ipv4().isEmpty()) {
                text.append(endpoint.ipv4() + "\t" + names + "\n");
            }
            if (!endpoint.ipv6().isEmpty()) {
                text.append(endpoint.ipv6() + "\t" + names + "\n");
            }
        }
        return text.toString();
    }

    /// The full name and the short one, if they are not the same.
    private static String names(String host, String domain) {
        if (!domain.isEmpty()) {
            return host + "." + domain + " " + host;
        }
        int dot = host.indexOf('.');
        return dot <= 0 ? host : host + " " + host.substring(0, dot);
    }

    /// The host's own file with the container's extra lines.
    static String hostHosts(SandboxSpec spec, Path hostFile) {
        StringBuilder text = new StringBuilder();
        Resolver.lines(hostFile).forEach(line -> text.append(line + "\n"));
        extra(text, spec, "127.0.0.1");
        return text.toString();
    }

    private static void extra(StringBuilder text, SandboxSpec spec, String gateway) {
        for (String entry : spec.extraHosts()) {
            int cut = entry.indexOf('=') >= 0 ? entry.indexOf('=') : entry.indexOf(':');
            if (cut > 0) {
                String address = entry.substring(cut + 1);
                text.append(
                        (address.equals("host-gateway") ? gateway : address) + "\t" + entry.substring(0, cut) + "\n");
            }
        }
    }
}
