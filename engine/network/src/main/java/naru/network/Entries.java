package naru.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How packets come to containers and leave them: the rules of the instance's tables, and what they stand on. Safe for
/// use by many threads.
final class Entries implements AutoCloseable {
    private final NetworkTable table;
    private final Plumbing plumbing;
    private final Bridges bridges;
    private final String instanceId;
    private final FirewallMode mode;
    private final Supplier<Collection<SandboxState>> open;
    private final Rules rules;
    private final Firewall firewall;

    /// @param open all sandboxes as they are now
    Entries(
            NetworkTable table,
            Plumbing plumbing,
            Bridges bridges,
            String instanceId,
            FirewallMode mode,
            Supplier<Collection<SandboxState>> open) {
        this.table = table;
        this.plumbing = plumbing;
        this.bridges = bridges;
        this.instanceId = instanceId;
        this.mode = mode;
        this.open = open;
        rules = new Rules(instanceId, plumbing.families());
        firewall =
                new Firewall(rules, new HostFirewall(rules.table(), mode, entrance(), this::bridgeNames), this::whole);
    }

    /// What hinders containers on this host; empty if nothing does.
    String warning() {
        String guard = rules.isGuarded()
                ? ""
                : "This kernel cannot keep containers from taking their neighbours' addresses: it has no rules for "
                        + "bridges (CONFIG_NF_TABLES_BRIDGE)";
        String firewall = obstacle();
        return guard + (guard.isEmpty() || firewall.isEmpty() ? "" : ". ") + firewall;
    }

    private String obstacle() {
        String chain = firewall.obstacle();
        return chain.isEmpty()
                ? ""
                : "The host's firewall (" + chain
                        + ") drops what containers send out and what comes to their published "
                        + "ports. To let both through where its input rules accept it: naru up --firewall input";
    }

    void ensure(Network network) {
        firewall.change(rules.bridges(bridges(network)));
    }

    void drop(Network network) {
        firewall.change(rules.withoutBridges(bridges(network)));
    }

    /// Lets a sandbox's containers send, and leads to them what comes to their published ports.
    void open(List<Endpoint> endpoints, List<Rules.Forward> ports) {
        List<GuardText.Wire> wires = wires(endpoints);
        if (!wires.isEmpty() || !ports.isEmpty()) {
            firewall.change(rules.admit(wires) + rules.publish(ports));
        }
    }

    /// The opposite.
    void close(List<Endpoint> endpoints, List<Rules.Forward> ports) {
        List<GuardText.Wire> wires = wires(endpoints);
        if (!wires.isEmpty() || !ports.isEmpty()) {
            firewall.change(rules.dismiss(wires) + rules.withdraw(ports));
        }
    }

    void redirect(List<Rules.Forward> before, List<Rules.Forward> after) {
        firewall.change(rules.withdraw(before) + rules.publish(after));
    }

    /// Writes everything anew.
    void replace() {
        firewall.replace();
    }

    /// Takes everything away.
    void remove() {
        firewall.remove();
        plumbing.removeEntrance(entrance());
    }

    /// Lets go of the rules without changing them.
    @Override
    public void close() {
        firewall.close();
    }

    private String whole() {
        Entrance entrance = plumbing.ensureEntrance(entrance());
        List<Rules.Bridge> made = table.list().stream()
                .filter(bridges::has)
                .flatMap(network -> bridges(network).stream())
                .toList();
        Collection<SandboxState> sandboxes = open.get();
        List<Rules.Forward> forwards =
                sandboxes.stream().flatMap(state -> state.forwards().stream()).toList();
        List<GuardText.Wire> wires = sandboxes.stream()
                .flatMap(state -> wires(state.endpoints()).stream())
                .toList();
        return rules.replace(entrance, made, forwards, wires);
    }

    /// The wires to bridges among endpoints.
    private List<GuardText.Wire> wires(List<Endpoint> endpoints) {
        return endpoints.stream()
                .filter(endpoint ->
                        !endpoint.interfaceName().isEmpty() && endpoint.parent().isEmpty())
                .map(this::wire)
                .toList();
    }

    private GuardText.Wire wire(Endpoint endpoint) {
        List<String> addresses = new ArrayList<>(endpoint.linkLocal());
        addresses.add(endpoint.ipv4());
        addresses.add(endpoint.ipv6());
        addresses.removeIf(String::isEmpty);
        boolean free = isFree(table.get(endpoint.networkId()).options()) || isFree(endpoint.driverOptions());
        return new GuardText.Wire(plumbing.wire(endpoint), endpoint.mac(), addresses, free);
    }

    private static boolean isFree(Map<String, String> options) {
        return "false".equals(options.get(NetworkSpec.GUARD));
    }

    private Entrance entrance() {
        return Entrance.of(instanceId, mode, plumbing.hasStrictPaths());
    }

    /// The interfaces by which containers' packets come and go, as patterns.
    private Set<String> bridgeNames() {
        String own = "nb" + instanceId;
        return table.list().stream()
                .map(Network::bridge)
                .filter(bridge -> !bridge.isEmpty())
                .map(bridge -> bridge.startsWith(own) ? own + "*" : bridge)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Rules.Bridge> bridges(Network network) {
        DriverOptions options = DriverOptions.of(network);
        Stream<Rules.Bridge> addressed = network.ipam().stream()
                .map(config -> new Rules.Bridge(
                        Family.of(config.subnet()),
                        network.bridge(),
                        config.subnet(),
                        network.internal(),
                        options.masquerading(),
                        options.isOpen(Family.of(config.subnet()))));
        Rules.Bridge unaddressed =
                new Rules.Bridge(Family.IPV4, network.bridge(), "", true, false, false); // nothing of IPv4 passes it
        return (network.ipv4() ? addressed : Stream.concat(addressed, Stream.of(unaddressed))).toList();
    }
}
