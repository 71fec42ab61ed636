package naru.network;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How packets come to containers and leave them: the rules of the instance's tables, and what they stand on. Safe for
/// use by many threads.
final class Entries implements AutoCloseable {
    private final NetworkTable table;
    private final Plumbing plumbing;
    private final String instanceId;
    private final FirewallMode mode;
    private final Supplier<List<Rules.Forward>> forwards;
    private final Rules rules;
    private final Firewall firewall;

    /// @param forwards all published ports as they are now
    Entries(
            NetworkTable table,
            Plumbing plumbing,
            String instanceId,
            FirewallMode mode,
            Supplier<List<Rules.Forward>> forwards) {
        this.table = table;
        this.plumbing = plumbing;
        this.instanceId = instanceId;
        this.mode = mode;
        this.forwards = forwards;
        rules = new Rules(instanceId, plumbing.families());
        firewall =
                new Firewall(rules, new HostFirewall(rules.table(), mode, entrance(), this::bridgeNames), this::whole);
    }

    /// What hinders containers on this host; empty if nothing does.
    String warning() {
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

    void publish(List<Rules.Forward> ports) {
        firewall.change(rules.publish(ports));
    }

    void withdraw(List<Rules.Forward> ports) {
        firewall.change(rules.withdraw(ports));
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
        List<Rules.Bridge> bridges = table.list().stream()
                .filter(plumbing::hasBridge)
                .flatMap(network -> bridges(network).stream())
                .toList();
        return rules.replace(entrance, bridges, forwards.get());
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
        boolean masquerade = !"false".equals(network.options().get("com.docker.network.bridge.enable_ip_masquerade"));
        boolean open = "nat-unprotected".equals(network.options().get(NetworkSpec.GATEWAY_MODE));
        return network.ipam().stream()
                .map(config -> new Rules.Bridge(
                        Family.of(config.subnet()),
                        network.bridge(),
                        config.subnet(),
                        network.internal(),
                        masquerade,
                        open))
                .toList();
    }
}
