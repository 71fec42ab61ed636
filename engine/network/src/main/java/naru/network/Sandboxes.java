package naru.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.linux.Links;

/// The open sandboxes: brings table, kernel, rules, ports and name servers together. No disk.
final class Sandboxes implements AutoCloseable {
    private final NetworkTable table;
    private final Namespaces namespaces;
    private final Bridges bridges;
    private final Plumbing plumbing;
    private final Entries entries;
    private final SandboxViews views;
    private final SandboxPorts ports = new SandboxPorts(this::hostBinding);
    private final HostResolver resolver;
    private final Map<String, SandboxState> open = new ConcurrentHashMap<>();
    private final Map<String, Network> moved = new ConcurrentHashMap<>();

    Sandboxes(
            NetworkTable table,
            Namespaces namespaces,
            Bridges bridges,
            Plumbing plumbing,
            String instanceId,
            NetworkOptions options) {
        this.table = table;
        this.namespaces = namespaces;
        this.bridges = bridges;
        this.plumbing = plumbing;
        this.resolver = new HostResolver(options.resolvConf());
        views = new SandboxViews(table, namespaces, resolver);
        entries = new Entries(table, plumbing, bridges, instanceId, options.firewall(), open::values);
    }

    /// What hinders containers on this host; empty if nothing does.
    String warning() {
        return entries.warning();
    }

    Optional<SandboxState> find(String containerId) {
        return Optional.ofNullable(open.get(containerId));
    }

    /// Networks whose subnet changed since the last call: they are to be saved.
    Collection<Network> takeMoved() {
        List<Network> taken = List.copyOf(moved.values());
        taken.forEach(network -> moved.remove(network.id(), network));
        return taken;
    }

    /// Makes everything a new sandbox needs. When it fails half-way, [#close] undoes it.
    ///
    /// @param owner file of the user namespace that it belongs to, if not to ours
    void open(SandboxState state, Optional<Path> owner) {
        SandboxSpec spec = state.spec();
        open.put(spec.containerId(), state);
        if (spec.joinsAnother()) {
            target(spec);
            return;
        }
        List<EndpointSpec> wanted = Wanted.endpoints(spec, table);
        List<Network> networks = new ArrayList<>();
        for (EndpointSpec one : wanted) {
            networks.add(prepare(table.get(one.network())));
        }
        Wanted.check(spec, networks);
        for (int i = 0; i < wanted.size(); i++) {
            boolean wired = !networks.get(i).ipam().isEmpty();
            String name = wired ? takeInterface(state, wanted.get(i), networks.get(i)) : "";
            state.add(table.join(spec, wanted.get(i).on(networks.get(i).id()), name));
        }
        if (!networks.getFirst().driver().equals("host")) {
            ports.reserve(state);
            publish(state);
            build(state, owner, networks);
        }
    }

    /// The sandbox as its container sees it.
    Sandbox view(SandboxState state) {
        SandboxSpec spec = state.spec();
        return spec.joinsAnother() ? view(target(spec)).sharedWith(spec.containerId()) : views.of(state);
    }

    /// Adds an endpoint to an open sandbox: all or nothing.
    Endpoint connect(SandboxState state, EndpointSpec asked) {
        SandboxSpec spec = state.spec();
        Network network = table.get(asked.network());
        if (network.driver().equals("host") || state.isHost()) {
            throw Fault.forbidden("container cannot be disconnected from host network or connected to host network");
        }
        if (network.ipam().isEmpty() || spec.joinsAnother()) {
            throw Fault.forbidden("container sharing network namespace with another container or host cannot be "
                    + "connected to any other network");
        }
        List<Rules.Forward> before = state.forwards();
        Endpoint endpoint = table.join(spec, asked.on(prepare(network).id()), takeInterface(state, asked, network));
        state.add(endpoint);
        try (Links inside = namespaces.enter(spec.containerId())) {
            entries.open(List.of(endpoint), List.of());
            plumbing.attach(inside, network, endpoint);
            route(inside, state);
            if (NetworkTable.hasNames(network) && state.names() == null) {
                serve(state, namespaces.nameSockets(spec.containerId()));
            }
        } catch (RuntimeException e) {
            state.remove(endpoint);
            plumbing.detach(endpoint);
            entries.close(List.of(endpoint), List.of());
            table.leave(endpoint);
            throw e;
        }
        redirect(before, state);
        return endpoint;
    }

    private static String takeInterface(SandboxState state, EndpointSpec asked, Network network) {
        return state.takeInterface(asked, DriverOptions.of(network).interfacePrefix());
    }

    /// Takes an endpoint out of an open sandbox; published ports then lead to what is left.
    void disconnect(SandboxState state, Endpoint endpoint) {
        List<Rules.Forward> before = state.forwards();
        state.remove(endpoint);
        redirect(before, state);
        plumbing.detach(endpoint);
        entries.close(List.of(endpoint), List.of());
        table.leave(endpoint);
        try (Links inside = namespaces.enter(state.spec().containerId())) {
            route(inside, state);
        }
    }

    /// Publishes these ports and no others: all or nothing. Those that are published already keep their host ports and
    /// their connections.
    void publish(SandboxState state, List<PortBinding> wanted) {
        if (state.isHost() || state.spec().joinsAnother()) {
            throw Fault.invalid("a container without a network of its own publishes no ports");
        }
        List<Rules.Forward> before = state.forwards();
        ports.change(state, wanted, () -> redirect(before, state));
        state.published();
    }

    void rename(SandboxState state, String name) {
        state.name(name);
        List<Endpoint> renamed = new ArrayList<>();
        for (Endpoint old : state.endpoints()) {
            List<String> names = old.dnsNames().isEmpty()
                    ? old.dnsNames()
                    : NetworkTable.dnsNames(state.spec(), name, old.aliases());
            Endpoint endpoint = old.renamed(name, names);
            renamed.add(endpoint);
            table.describe(endpoint);
        }
        state.endpoints(renamed);
    }

    /// Undoes everything that was made for a sandbox, as far as it was made.
    void close(SandboxState state) {
        String containerId = state.spec().containerId();
        open.remove(containerId, state);
        if (state.isPublished()) {
            entries.close(state.endpoints(), state.forwards());
        }
        NameServer names = state.names();
        if (names != null) {
            names.close();
        }
        for (Endpoint endpoint : state.endpoints()) {
            plumbing.cut(endpoint);
            table.leave(endpoint);
        }
        ports.release(state);
        namespaces.delete(containerId);
    }

    /// Takes over a sandbox that a former daemon opened; false if the kernel has not got it any more.
    boolean adopt(SandboxState state) {
        String containerId = state.spec().containerId();
        boolean own = !state.isHost() && !state.spec().joinsAnother();
        if (own && !namespaces.isAlive(containerId)) {
            return false;
        }
        open.put(containerId, state);
        state.published();
        state.endpoints().forEach(table::adopt);
        ports.adopt(state);
        if (state.endpoints().stream().anyMatch(endpoint -> !endpoint.dnsNames().isEmpty())) {
            serve(state, namespaces.nameSockets(containerId));
        }
        return true;
    }

    /// After the last [#adopt]: leftovers go, bridges and rules are as they should be.
    void settle() {
        List<Endpoint> endpoints = open.values().stream()
                .flatMap(state -> state.endpoints().stream())
                .toList();
        plumbing.removeLeftovers(endpoints, open.keySet());
        for (Network network : table.list()) {
            if (!network.bridge().isEmpty() && (!network.endpoints().isEmpty() || !network.predefined())) {
                bridges.ensure(network);
            } else if (!network.bridge().isEmpty() && bridges.isInKernel(network)) {
                bridges.remove(network); // its containers ended while the daemon was away
            }
        }
        entries.replace();
    }

    /// Makes a network's bridge and its rules.
    void ensure(Network network) {
        if (Parent.isNeeded(network.driver())) {
            plumbing.check(Parent.of(network.driver(), network.options()));
            return;
        }
        bridges.ensure(network);
        entries.ensure(network);
    }

    /// Takes a network's bridge and its rules away.
    void drop(Network network) {
        if (bridges.has(network)) {
            bridges.remove(network);
            entries.drop(network);
        }
    }

    @Override
    public void close() {
        for (SandboxState state : open.values()) {
            NameServer names = state.names();
            if (names != null) {
                names.close();
            }
        }
        if (open.isEmpty()) {
            table.list().stream().filter(bridges::has).forEach(bridges::remove);
            entries.remove();
        }
        entries.close();
        ports.close();
    }

    /// Lets go of rules without changing them.
    void die() {
        entries.close();
    }

    private Network prepare(Network network) {
        if (network.bridge().isEmpty() || bridges.has(network)) {
            return network;
        }
        Network ready = network;
        if (network.predefined()) {
            ready = table.clear(network.id(), plumbing.routesExcept(network.bridge()));
            if (!ready.ipam().equals(network.ipam())) {
                bridges.remove(network);
                moved.put(ready.id(), ready);
            }
        }
        ensure(ready);
        return ready;
    }

    private void build(SandboxState state, Optional<Path> owner, List<Network> networks) {
        boolean names = networks.stream().anyMatch(NetworkTable::hasNames);
        Namespaces.Inside made = namespaces.create(state.spec().containerId(), owner, names);
        if (made.names() != null) {
            serve(state, made.names());
        }
        try (Links inside = made.links()) {
            List<Endpoint> endpoints = state.endpoints();
            for (int i = 0; i < endpoints.size(); i++) {
                if (!networks.get(i).ipam().isEmpty()) {
                    plumbing.attach(inside, networks.get(i), endpoints.get(i));
                }
            }
            route(inside, state);
        }
    }

    private void route(Links inside, SandboxState state) {
        state.gateway().ifPresent(best -> plumbing.defaultRoute(inside, best));
        state.gateway6().ifPresent(best -> plumbing.defaultRoute6(inside, best));
    }

    private void serve(SandboxState state, NameSockets sockets) {
        SandboxFiles.Resolver host = resolver.read();
        Forwarder forwarder =
                new Forwarder(SandboxFiles.merge(host, state.spec()).servers());
        state.names(NameServer.start(state.spec().containerId(), sockets, table, forwarder));
    }

    private void publish(SandboxState state) {
        state.published();
        entries.open(state.endpoints(), state.forwards());
        ports.lead(state);
    }

    private void redirect(List<Rules.Forward> before, SandboxState state) {
        List<Rules.Forward> after = state.forwards();
        if (!before.equals(after)) {
            entries.redirect(before, after);
        }
        ports.lead(state);
    }

    private SandboxState target(SandboxSpec spec) {
        String id = spec.mode().substring(spec.mode().indexOf(':') + 1);
        SandboxState other = open.get(id);
        if (other == null || id.equals(spec.containerId())) {
            throw Fault.conflict("cannot join network of a non running container: " + id);
        }
        return other;
    }

    /// Where ports are published that say no address of the host, as the network says to which they lead.
    private String hostBinding(SandboxState state) {
        return state.entry()
                .or(state::entry6)
                .map(endpoint ->
                        DriverOptions.of(table.get(endpoint.networkId())).hostAddress())
                .orElse("");
    }
}
