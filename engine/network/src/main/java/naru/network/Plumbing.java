package naru.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Ids;
import naru.linux.Errno;
import naru.linux.Link;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Route;
import naru.linux.SubLinks;
import naru.linux.Sysctl;
import org.jspecify.annotations.Nullable;

/// Bridges, namespaces and the wires between them, in the kernel. Safe for use by many threads.
final class Plumbing implements AutoCloseable {
    /// Prefix length of addresses that hosts give themselves (RFC 3927).
    private static final int LINK_LOCAL = 16;

    private final Path folder;
    private final String instanceId;
    private final Set<String> bridges = ConcurrentHashMap.newKeySet();
    private final Wires wires = new Wires();
    private @Nullable Links links;

    Plumbing(Path folder, String instanceId) {
        this.folder = folder;
        this.instanceId = instanceId;
    }

    /// What was opened inside a new namespace.
    record Inside(Links links, @Nullable NameSockets names) {}

    /// Where a container's namespace is kept.
    Path path(String containerId) {
        return folder.resolve(containerId);
    }

    /// Networks that the host has routes to.
    List<Subnets.Taken> routes() {
        return routesExcept("");
    }

    /// The same without what is reached by the interface `bridge`.
    List<Subnets.Taken> routesExcept(String bridge) {
        int index = bridge.isEmpty() ? -1 : host().find(bridge).map(Link::index).orElse(-1);
        List<Subnets.Taken> taken = new ArrayList<>();
        for (Route route : host().routes()) {
            if (route.link() != index) {
                Cidr subnet = new Cidr(route.destination(), route.prefixLength());
                taken.add(new Subnets.Taken(subnet, "a route of the host"));
            }
        }
        return taken;
    }

    /// The versions of IP that the kernel speaks.
    List<Family> families() {
        return hasIpv6() ? List.of(Family.IPV4, Family.IPV6) : List.of(Family.IPV4);
    }

    /// Whether the host drops packets whose sender it would answer by another interface.
    boolean hasStrictPaths() {
        try {
            return Sysctl.read("ipv4/conf/all/rp_filter").equals("1");
        } catch (IOException e) {
            throw Fault.internal("cannot read rp_filter: " + e.getMessage(), e);
        }
    }

    private static boolean hasIpv6() {
        return Files.exists(Path.of("/proc/sys/net/ipv6"));
    }

    boolean hasBridge(Network network) {
        return bridges.contains(network.bridge());
    }

    /// Makes a network's bridge unless it is there.
    synchronized void ensureBridge(Network network) {
        if (!bridges.contains(network.bridge())) {
            if (host().find(network.bridge()).isEmpty()) {
                host().addBridge(network.bridge(), Macs.random(), mtu(network));
                settings(network);
                network.ipam().forEach(config -> addGateway(network, config));
            }
            forwarding();
            if (network.ipam(Family.IPV6).isPresent()) {
                Ipv6Settings.forwarding();
            }
            bridges.add(network.bridge());
        }
    }

    private void addGateway(Network network, IpamConfig config) {
        int index = host().index(network.bridge());
        boolean four = Family.of(config.subnet()) == Family.IPV4;
        if (four && DriverOptions.of(network).withoutAddress()) {
            return;
        }
        if (four) {
            host().addAddress(
                            index,
                            Cidr.address(config.gateway()),
                            Cidr.parse(config.subnet()).length());
        } else {
            host().addAddress6(
                            index,
                            Prefix6.octets(config.gateway()),
                            Prefix6.parse(config.subnet()).length());
        }
    }

    /// Whether the kernel has a network's bridge, made in this life or an earlier one.
    boolean isInKernel(Network network) {
        return host().find(network.bridge()).isPresent();
    }

    synchronized void removeBridge(Network network) {
        removeBridge(network.bridge());
    }

    /// Takes a bridge away by its name, if it is there.
    synchronized void removeBridge(String bridge) {
        bridges.remove(bridge);
        if (!bridge.isEmpty()) {
            host().delete(bridge);
        }
    }

    /// Makes the pair of interfaces of an entrance unless it is there.
    synchronized Entrance ensureEntrance(Entrance entrance) {
        if (host().find(entrance.out()).isEmpty()) {
            makeEntrance(entrance);
        }
        return entrance.at(host().index(entrance.out()));
    }

    private void makeEntrance(Entrance entrance) {
        host().addLoop(entrance.out(), entrance.in(), Macs.random());
        if (hasIpv6()) {
            Ipv6Settings.bridge(entrance.in(), true);
            Ipv6Settings.bridge(entrance.out(), true);
            host().addAddress6(host().index(entrance.out()), Prefix6.octets(Entrance.OUT_IPV6), 64);
        }
        // the kernel looks up the senders of what comes in only on an interface that has an address
        host().addAddress(host().index(entrance.in()), Cidr.address(Entrance.ADDRESS), 32);
        try {
            Sysctl.writeLink(entrance.in(), "rp_filter", "0");
        } catch (IOException e) {
            throw Fault.internal("cannot set rp_filter of " + entrance.in() + ": " + e.getMessage(), e);
        }
    }

    /// Takes the pair of interfaces of an entrance away, if it is there.
    synchronized void removeEntrance(Entrance entrance) {
        host().delete(entrance.out());
    }

    /// Makes a namespace with its loopback interface up, and in it the sockets of a name server if asked.
    ///
    /// @param owner file of the user namespace that it belongs to, if not to ours
    Inside create(String containerId, Optional<Path> owner, boolean names) {
        Path path = path(containerId);
        try {
            Files.createDirectories(folder);
            NetworkNamespace.delete(path);
            return owner.isPresent()
                    ? NetworkNamespace.create(path, owner.get(), () -> prepare(names))
                    : NetworkNamespace.create(path, () -> prepare(names));
        } catch (IOException e) {
            throw Fault.internal("cannot make a network namespace for " + containerId + ": " + e.getMessage(), e);
        }
    }

    private static Inside prepare(boolean names) throws IOException {
        Links inside = Links.open();
        inside.up(1);
        Sysctl.write("ipv4/ip_unprivileged_port_start", "0");
        Sysctl.write("ipv4/ping_group_range", "0 2147483647");
        if (hasIpv6()) {
            Sysctl.write("ipv6/conf/default/disable_ipv6", "1");
        }
        return new Inside(inside, names ? NameSockets.open() : null);
    }

    /// Opens a netlink socket inside a container's namespace.
    Links enter(String containerId) {
        try {
            return NetworkNamespace.enter(path(containerId), Links::open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Opens name server sockets inside a container's namespace.
    NameSockets nameSockets(String containerId) {
        try {
            return NetworkNamespace.enter(path(containerId), NameSockets::open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the kernel lets an interface be shared: INVALID for none of that name, NOT_IMPLEMENTED where it cannot.
    void check(Parent parent) {
        if (host().find(parent.name()).isEmpty()) {
            throw Fault.invalid("the parent interface was not found on the host: " + parent.name());
        }
        String trial = "nt" + instanceId;
        try (NetworkNamespace.Handle here = NetworkNamespace.open(Path.of("/proc/thread-self/ns/net"))) {
            share(parent, new Links.Peer(trial, Macs.random()), here, 0);
        } finally {
            host().delete(trial);
        }
    }

    private void share(Parent parent, Links.Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        String kind = parent.kind().name().toLowerCase(Locale.ROOT);
        try (SubLinks links = SubLinks.open()) {
            links.add(parent.kind(), host().index(parent.name()), parent.mode(), peer, namespace, mtu);
        } catch (Errno e) {
            throw switch (e.number()) {
                case Errno.EOPNOTSUPP ->
                    Fault.notImplemented("this kernel has no " + kind + ": modprobe " + kind + ", or use bridge");
                case Errno.EBUSY ->
                    Fault.conflict("interface " + parent.name() + " is in use in a way that leaves no room for " + kind
                            + ", for instance as a port of a bridge");
                default -> Fault.internal("cannot share " + parent.name() + ": " + e.getMessage(), e);
            };
        }
    }

    /// Wires a namespace to a network.
    void attach(Links inside, Network network, Endpoint endpoint) {
        if (endpoint.parent().isEmpty()) {
            plug(network, endpoint);
        } else {
            try (NetworkNamespace.Handle handle = NetworkNamespace.open(path(endpoint.containerId()))) {
                Links.Peer peer = new Links.Peer(endpoint.interfaceName(), endpoint.mac());
                share(Parent.of(network.driver(), network.options()), peer, handle, mtu(network));
            }
        }
        address(inside, endpoint);
    }

    /// To a network's bridge.
    private void plug(Network network, Endpoint endpoint) {
        String wire = wire(endpoint);
        try (NetworkNamespace.Handle handle = NetworkNamespace.open(path(endpoint.containerId()))) {
            Links.Peer peer = new Links.Peer(endpoint.interfaceName(), endpoint.mac());
            host().addVeth(wire, host().index(network.bridge()), peer, handle, mtu(network));
        }
        boolean isolated = !DriverOptions.of(network).lettingTalk();
        boolean quiet = "true".equals(network.options().get(NetworkSpec.ROUTED));
        host().setPort(wire, !network.internal(), isolated, !quiet);
    }

    private void address(Links inside, Endpoint endpoint) {
        int index = inside.index(endpoint.interfaceName());
        inside.up(index);
        if (!endpoint.ipv4().isEmpty()) {
            inside.addAddress(index, Cidr.address(endpoint.ipv4()), endpoint.prefixLength());
        }
        for (String further : endpoint.linkLocal()) {
            inside.addAddress(index, Cidr.address(further), LINK_LOCAL);
        }
        if (!endpoint.ipv6().isEmpty()) {
            Ipv6Settings.endpoint(path(endpoint.containerId()), endpoint.interfaceName());
            inside.addAddress6(index, Prefix6.octets(endpoint.ipv6()), endpoint.prefixLength6());
        }
        EndpointSysctls.apply(path(endpoint.containerId()), endpoint);
    }

    /// Sends what has no nearer route to the endpoint's gateway.
    void defaultRoute(Links inside, Endpoint endpoint) {
        inside.setDefaultRoute(Cidr.address(endpoint.gateway()), inside.index(endpoint.interfaceName()));
    }

    /// The same for IPv6.
    void defaultRoute6(Links inside, Endpoint endpoint) {
        inside.setDefaultRoute6(Prefix6.octets(endpoint.gateway6()), inside.index(endpoint.interfaceName()));
    }

    /// Cuts an endpoint's wire; both ends are gone.
    void detach(Endpoint endpoint) {
        if (endpoint.interfaceName().isEmpty()) {
            return;
        }
        if (endpoint.parent().isEmpty()) {
            host().delete(wire(endpoint));
        } else if (isAlive(endpoint.containerId())) {
            try (Links inside = enter(endpoint.containerId())) {
                inside.delete(endpoint.interfaceName());
            }
        }
    }

    /// Cuts an endpoint's wire of a container that has ended: nothing passes it any more, and it is gone soon.
    void cut(Endpoint endpoint) {
        if (!endpoint.interfaceName().isEmpty()) {
            wires.cut(host(), wire(endpoint));
        }
    }

    boolean isAlive(String containerId) {
        return NetworkNamespace.isAlive(path(containerId));
    }

    void delete(String containerId) {
        try {
            NetworkNamespace.delete(path(containerId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the kernel has anything of an earlier life: a crash may come before a sandbox is on record.
    boolean hasLeftovers() {
        if (host().list().stream().anyMatch(link -> link.name().contains(instanceId))) {
            return true;
        }
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the instance's wires and namespaces that belong to none of these endpoints and containers.
    void removeLeftovers(List<Endpoint> endpoints, Set<String> containers) {
        Set<String> wires = new HashSet<>(endpoints.stream().map(this::wire).toList());
        for (Link link : host().list()) {
            if (link.name().startsWith(Rules.wires(instanceId)) && !wires.contains(link.name())) {
                host().delete(link.name());
            }
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> !containers.contains(name))
                        .forEach(this::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The host's end of an endpoint's wire.
    String wire(Endpoint endpoint) {
        return Rules.wires(instanceId) + shorten(endpoint.endpointId());
    }

    /// Five characters out of an id, from an alphabet of 36.
    private static String shorten(String id) {
        long number = Long.parseLong(Ids.shorten(id), 16) % 60_466_176;
        String text = Long.toString(number, 36);
        return "0".repeat(5 - text.length()) + text;
    }

    private static int mtu(Network network) {
        return DriverOptions.of(network).mtu();
    }

    /// Lets the host's own connections to 127.0.0.1 be led to containers of this bridge; no container is its router.
    private static void settings(Network network) {
        String bridge = network.bridge();
        try {
            Sysctl.writeLink(bridge, "route_localnet", "1");
            if (hasIpv6()) {
                Ipv6Settings.bridge(bridge, network.ipam(Family.IPV6).isPresent());
            }
        } catch (IOException e) {
            throw Fault.internal("cannot set route_localnet of " + bridge + ": " + e.getMessage(), e);
        }
    }

    private static void forwarding() {
        try {
            if (!Sysctl.read("ipv4/ip_forward").equals("1")) {
                Sysctl.write("ipv4/ip_forward", "1");
            }
        } catch (IOException e) {
            throw Fault.internal("cannot enable net.ipv4.ip_forward: " + e.getMessage(), e);
        }
    }

    private synchronized Links host() {
        if (links == null) {
            try {
                links = Links.open();
            } catch (Errno e) {
                throw Fault.internal("cannot open a netlink socket: " + e.getMessage(), e);
            }
        }
        return links;
    }

    @Override
    public synchronized void close() {
        wires.close();
        if (links != null) {
            links.close();
            links = null;
        }
    }
}
