package naru.network;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import naru.base.Fault;
import naru.base.Ids;

/// What networks there are and who has which address in them; in memory, no kernel, no disk. Safe for use by many
/// threads: every method is one step under this object's lock.
final class NetworkTable {
    private final SubnetChoice subnets;
    private final String instanceId;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<Preference, Endpoint> preferred = new HashMap<>();

    private static final class Entry {
        private Network network;
        private AddressPools pools;
        private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

        Entry(Network network) {
            this.network = network;
            this.pools = new AddressPools(network);
        }

        Network view() {
            return network.with(network.ipam(), List.copyOf(endpoints.values()));
        }
    }

    NetworkTable(SubnetChoice subnets, String instanceId) {
        this.subnets = subnets;
        this.instanceId = instanceId;
    }

    /// Puts a network in that was created before.
    synchronized void load(Network network) {
        entries.put(network.id(), new Entry(network));
    }

    synchronized List<Network> list() {
        return entries.values().stream()
                .map(Entry::view)
                .sorted(Comparator.comparing(Network::name))
                .toList();
    }

    synchronized Network get(String ref) {
        return entry(ref).view();
    }

    /// Adds a network as asked; `routes` are the host's.
    synchronized Network add(NetworkSpec spec, List<Subnets.Taken> routes) {
        if (entries.values().stream().anyMatch(entry -> entry.network.name().equals(spec.name()))) {
            throw Fault.conflict("network with name " + spec.name() + " already exists");
        }
        boolean bridged = spec.driver().equals("bridge");
        List<IpamConfig> ipam = List.of();
        if (bridged || Parent.isNeeded(spec.driver())) {
            ipam = subnets.choose(spec, networks(), routes);
        }
        String id = Ids.random();
        boolean predefined = Predefined.isName(spec.name());
        Network network = new Network(
                id,
                spec.name(),
                spec.driver(),
                "local",
                Clock.systemUTC().instant(),
                spec.internal(),
                spec.attachable(),
                spec.ipv6(),
                "default",
                spec.ipamOptions(),
                ipam,
                spec.options(),
                spec.labels(),
                bridged ? bridgeName(spec, id, predefined) : "",
                predefined,
                List.of());
        load(network);
        return network;
    }

    /// Takes out a network that nobody is in.
    synchronized Network remove(String ref) {
        Entry entry = entry(ref);
        Network network = entry.network;
        if (network.predefined()) {
            throw Fault.forbidden(network.name() + " is a pre-defined network and cannot be removed");
        }
        if (!entry.endpoints.isEmpty()) {
            throw Fault.forbidden("error while removing network: network " + network.name() + " id " + network.id()
                    + " has active endpoints");
        }
        entries.remove(network.id());
        return network;
    }

    /// Moves an empty network to another slice if a route of the host is in its way; answers it as it is then.
    synchronized Network clear(String id, List<Subnets.Taken> routes) {
        Entry entry = entry(id);
        IpamConfig config = entry.network.ipam(Family.IPV4).orElseThrow();
        Cidr subnet = Cidr.parse(config.subnet());
        if (entry.endpoints.isEmpty() && routes.stream().anyMatch(route -> Subnets.blocks(route, subnet))) {
            List<Network> others =
                    networks().stream().filter(one -> !one.id().equals(id)).toList();
            IpamConfig other = subnets.another(others, routes);
            entry.network = entry.network.with(List.of(other), List.of());
            entry.pools = new AddressPools(entry.network);
        }
        return entry.view();
    }

    /// Gives a container its part in a network.
    synchronized Endpoint join(SandboxSpec who, EndpointSpec spec, String interfaceName) {
        Entry entry = entry(spec.network());
        Network network = entry.network;
        if (entry.endpoints.containsKey(who.containerId())) {
            throw Fault.forbidden("endpoint with name " + who.name() + " already exists in network " + network.name());
        }
        boolean named = hasNames(network);
        if (!named && !spec.aliases().isEmpty() && !network.ipam().isEmpty()) {
            throw Fault.invalid("network-scoped alias is supported only for containers in user defined networks");
        }
        if (!isOwn(network) && !spec.ipv4().isEmpty()) {
            throw Fault.invalid("user specified IP address is supported on user defined networks only");
        }
        if (!entry.pools.have(spec)) {
            throw Fault.invalid("invalid config for network " + network.name() + ": invalid endpoint settings:\nuser"
                    + " specified IP address is supported only when connecting to networks with user configured"
                    + " subnets");
        }
        Endpoint endpoint = endpoint(entry, who, spec, interfaceName, named);
        entry.endpoints.put(who.containerId(), endpoint);
        return endpoint;
    }

    /// Gives a container the same addresses the next time that it becomes part of a network and asks
    /// for none, if they are free; those that it asked for are its own affair.
    synchronized void prefer(Endpoint endpoint) {
        preferred.put(new Preference(endpoint.containerId(), endpoint.networkId()), endpoint);
    }

    /// Forgets what a container would have been given again.
    synchronized void preferNothing(String containerId) {
        preferred.keySet().removeIf(one -> one.containerId().equals(containerId));
    }

    /// A container that is about to become part of a network again.
    private record Preference(String containerId, String networkId) {}

    /// Puts in an endpoint that was given before.
    synchronized void adopt(Endpoint endpoint) {
        Entry entry = entry(endpoint.networkId());
        entry.pools.adopt(endpoint);
        entry.endpoints.put(endpoint.containerId(), endpoint);
    }

    /// Takes an endpoint out and frees its address.
    synchronized void leave(Endpoint endpoint) {
        Entry entry = entries.get(endpoint.networkId());
        if (entry == null || entry.endpoints.remove(endpoint.containerId()) == null) {
            return;
        }
        entry.pools.release(endpoint);
    }

    /// Replaces an endpoint's description; its address stays.
    synchronized void describe(Endpoint endpoint) {
        Entry entry = entries.get(endpoint.networkId());
        if (entry != null) {
            entry.endpoints.replace(endpoint.containerId(), endpoint);
        }
    }

    /// Who has a name in the networks that a container is part of; empty for an unknown name.
    synchronized List<Endpoint> named(String containerId, String name) {
        Set<Endpoint> found = new LinkedHashSet<>();
        String wanted = name.toLowerCase(Locale.ROOT);
        for (Entry entry : namedNetworksOf(containerId)) {
            String suffix = "." + entry.network.name().toLowerCase(Locale.ROOT);
            String bare = wanted.endsWith(suffix) ? wanted.substring(0, wanted.length() - suffix.length()) : wanted;
            Endpoint own = entry.endpoints.get(containerId);
            String linked = own == null ? "" : own.linked(bare);
            for (Endpoint endpoint : entry.endpoints.values()) {
                boolean named = endpoint.dnsNames().stream().anyMatch(known -> known.equalsIgnoreCase(bare));
                if (linked.isEmpty() ? named : endpoint.isOf(linked)) {
                    found.add(endpoint);
                }
            }
        }
        return new ArrayList<>(found);
    }

    /// The name of an address in the networks that a container is part of, as `container.network`; empty if unknown.
    synchronized String nameOf(String containerId, String address) {
        for (Entry entry : namedNetworksOf(containerId)) {
            for (Endpoint endpoint : entry.endpoints.values()) {
                if (endpoint.ipv4().equals(address) || endpoint.ipv6().equals(address)) {
                    return endpoint.containerName() + "." + entry.network.name();
                }
            }
        }
        return "";
    }

    /// True if a container is part of a network that has a way out.
    synchronized boolean hasWayOut(String containerId) {
        return entries.values().stream()
                .anyMatch(entry -> entry.endpoints.containsKey(containerId) && !entry.network.internal());
    }

    /// True where the embedded DNS server answers names.
    static boolean hasNames(Network network) {
        return isOwn(network) && !"false".equals(network.options().get(NetworkSpec.NAMES));
    }

    private static boolean isOwn(Network network) {
        return !network.ipam().isEmpty() && !network.predefined();
    }

    /// All names of an endpoint, the container's own first.
    static List<String> dnsNames(SandboxSpec who, String name, List<String> aliases) {
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.addAll(aliases);
        names.add(Ids.shorten(who.containerId()));
        if (!who.hostname().isEmpty()) {
            names.add(who.hostname());
        }
        return List.copyOf(names);
    }

    private List<Entry> namedNetworksOf(String containerId) {
        return entries.values().stream()
                .filter(entry -> hasNames(entry.network) && entry.endpoints.containsKey(containerId))
                .toList();
    }

    private Endpoint endpoint(Entry entry, SandboxSpec who, EndpointSpec spec, String interfaceName, boolean named) {
        Network network = entry.network;
        boolean addressed = !network.ipam().isEmpty();
        Preference preference = new Preference(who.containerId(), network.id());
        AddressPools.Pair taken = entry.pools.take(spec, Optional.ofNullable(preferred.remove(preference)));
        return new Endpoint(
                Ids.random(),
                network.id(),
                network.name(),
                who.containerId(),
                who.name(),
                addressed ? interfaceName : "",
                taken.ipv4(),
                length(network, Family.IPV4),
                gateway(network, Family.IPV4),
                addressed ? Macs.choose(spec.mac(), taken.ipv4(), taken.ipv6()) : "",
                spec.aliases(),
                named ? dnsNames(who, who.name(), spec.aliases()) : List.of(),
                spec.ipv4(),
                spec.driverOptions(),
                spec.gatewayPriority(),
                spec.links(),
                spec.linkLocal(),
                taken.ipv6(),
                length(network, Family.IPV6),
                gateway(network, Family.IPV6),
                spec.ipv6(),
                Parent.isNeeded(network.driver()) ? network.options().getOrDefault("parent", "") : "");
    }

    private static int length(Network network, Family family) {
        return network.ipam(family)
                .map(config -> Integer.parseInt(
                        config.subnet().substring(config.subnet().indexOf('/') + 1)))
                .orElse(0);
    }

    private static String gateway(Network network, Family family) {
        return network.internal()
                ? ""
                : network.ipam(family).map(IpamConfig::gateway).orElse("");
    }

    private List<Network> networks() {
        return entries.values().stream().map(entry -> entry.network).toList();
    }

    private Entry entry(String ref) {
        Entry exact = entries.get(ref);
        if (exact != null) {
            return exact;
        }
        List<Entry> named = entries.values().stream()
                .filter(entry -> entry.network.name().equals(ref))
                .toList();
        List<Entry> found = !named.isEmpty() || ref.isEmpty()
                ? named
                : entries.values().stream()
                        .filter(entry -> entry.network.id().startsWith(ref))
                        .toList();
        if (found.isEmpty()) {
            throw Fault.notFound("network " + ref + " not found");
        }
        if (found.size() > 1) {
            throw Fault.invalid("network " + ref + " is ambiguous (" + found.size() + " matches found on id prefix)");
        }
        return found.getFirst();
    }

    /// The bridge of a network that asked for no other.
    String bridgeOf(String id) {
        return "nb" + instanceId + id.substring(0, 5);
    }

    private String bridgeName(NetworkSpec spec, String id, boolean predefined) {
        String asked = new DriverOptions(spec.options()).bridgeName();
        if (asked.isEmpty()) {
            return predefined ? "naru" + instanceId : bridgeOf(id);
        }
        if (!asked.matches("[A-Za-z0-9_.-]{1,15}")) {
            throw Fault.invalid("invalid bridge name " + asked + ": 1 to 15 letters, digits, or _ . -");
        }
        return asked;
    }
}
