package naru.container;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import naru.base.Fault;
import naru.network.Endpoint;

/// Links of the default network (`--link`): a container knows another by an alias, in its environment and its
/// /etc/hosts. On other networks names do that.
final class Links {
    private static final String DEFAULT_NETWORK = "bridge";

    private Links() {}

    /// A linked container while it runs.
    ///
    /// @param parent name of the container that has the link
    /// @param alias what it calls the other
    /// @param child the other
    /// @param address of the other in the default network
    record Link(String parent, String alias, Kept child, String address) {
        /// Alias, host name, name and address, as `--add-host` writes them.
        String host() {
            String names = alias + " " + child.spec().config().hostname();
            return (alias.equals(child.name()) ? names : names + " " + child.name()) + ":" + address;
        }

        /// What the environment tells: ports first, then the name, then the other's own environment.
        List<String> environment() {
            String prefix = alias.toUpperCase(Locale.ROOT).replace('-', '_');
            List<String> lines = new ArrayList<>();
            List<String> ports = new ArrayList<>(child.spec().config().exposedPorts().stream()
                    .map(port -> port.contains("/") ? port : port + "/tcp")
                    .sorted(Comparator.comparingInt(Link::number).thenComparing(port -> !port.endsWith("/tcp")))
                    .toList());
            if (!ports.isEmpty()) {
                lines.add(prefix + "_PORT=" + address(ports.getFirst()));
            }
            for (String port : ports) {
                String protocol = port.substring(port.indexOf('/') + 1);
                String name = prefix + "_PORT_" + number(port) + "_" + protocol.toUpperCase(Locale.ROOT);
                lines.add(name + "=" + address(port));
                lines.add(name + "_ADDR=" + address);
                lines.add(name + "_PORT=" + number(port));
                lines.add(name + "_PROTO=" + protocol);
            }
            lines.add(prefix + "_NAME=/" + parent + "/" + alias);
            for (String variable : child.spec().config().env()) {
                int equals = variable.indexOf('=');
                String name = equals < 0 ? "" : variable.substring(0, equals);
                if (!name.isEmpty() && !name.equals("HOME") && !name.equals("PATH")) {
                    lines.add(prefix + "_ENV_" + variable);
                }
            }
            return lines;
        }

        private String address(String port) {
            return port.substring(port.indexOf('/') + 1) + "://" + address + ":" + number(port);
        }

        private static int number(String port) {
            String digits = port.substring(0, port.indexOf('/')).split("-", 2)[0];
            return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        }
    }

    /// The links of a container that starts, or in which a command does; CONFLICT if one of the others does not run, or
    /// is gone.
    static List<Link> of(Kept kept, Register register) {
        List<Link> links = new ArrayList<>();
        if (!isDefault(kept.spec().networking())) {
            return links;
        }
        for (String words : kept.spec().networking().links()) {
            String alias = alias(words);
            Unit other = register.known(ref(words))
                    .filter(Unit::isAlive)
                    .orElseThrow(() -> Fault.conflict("Cannot link to a non running container: /"
                            + name(ref(words), register) + " AS /" + kept.name() + "/" + alias));
            links.add(new Link(kept.name(), alias, other.kept(), address(other.kept())));
        }
        return links;
    }

    /// The links of a container that runs, but those whose others do not run now.
    static List<Link> living(Kept kept, Register register) {
        if (!isDefault(kept.spec().networking())) {
            return List.of();
        }
        return kept.spec().networking().links().stream()
                .flatMap(words -> register
                        .known(ref(words))
                        .filter(Unit::isAlive)
                        .map(other -> new Link(kept.name(), alias(words), other.kept(), address(other.kept())))
                        .stream())
                .toList();
    }

    /// What a container was asked to be, with the others by the names that they have now.
    static ContainerSpec named(Kept kept, Register register) {
        Networking networking = kept.spec().networking();
        if (networking.links().isEmpty()) {
            return kept.spec();
        }
        List<String> links = networking.links().stream()
                .map(words -> name(ref(words), register) + ":" + alias(words))
                .toList();
        return kept.spec().withNetworking(networking.withLinks(links));
    }

    private static String name(String ref, Register register) {
        return register.known(ref).map(other -> other.kept().name()).orElse(ref);
    }

    /// A container's links without this one, that others may not have.
    ///
    /// @throws Fault NOT_FOUND if it has none by this alias
    static List<String> without(Kept kept, String alias) {
        List<String> links = kept.spec().networking().links();
        List<String> left =
                links.stream().filter(words -> !alias(words).equals(alias)).toList();
        if (left.size() == links.size()) {
            throw Fault.notFound("No such container: " + kept.name() + "/" + alias);
        }
        return left;
    }

    private static String address(Kept child) {
        return child.sandbox().stream()
                .flatMap(sandbox -> sandbox.endpoints().stream())
                .filter(endpoint -> endpoint.networkName().equals(DEFAULT_NETWORK))
                .map(Endpoint::ipv4)
                .findFirst()
                .orElseThrow(() -> Fault.invalid(
                        "Cannot link to /" + child.name() + ", as it does not belong to the default network"));
    }

    static boolean isDefault(Networking networking) {
        return networking.mode().isEmpty()
                || networking.mode().equals("default")
                || networking.mode().equals(DEFAULT_NETWORK);
    }

    /// The container in `REF:ALIAS`.
    static String ref(String words) {
        return Register.bare(words.split(":", 2)[0]);
    }

    /// The alias in `REF:ALIAS`, which is the name if it is not said.
    static String alias(String words) {
        String[] parts = words.split(":", 2);
        String alias = parts.length > 1 ? parts[1] : parts[0];
        return Register.bare(alias.substring(alias.lastIndexOf('/') + 1));
    }
}
