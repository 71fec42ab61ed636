package naru.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import naru.base.Fault;
import naru.base.Ids;
import naru.linux.Errno;
import naru.linux.Link;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Route;
import naru.linux.SubLinks;
import naru.linux.Sysctl;

/// The wires between bridges and namespaces, and what else the host's interfaces need, in the kernel. Safe for use by
/// many threads.
final class Plumbing implements AutoCloseable {
    /// Prefix length of addresses that hosts give themselves (RFC 3927).
    private static final int LINK_LOCAL = 16;

    private final HostLinks host;
    private final Namespaces namespaces;
    private final String instanceId;
    private final Wires wires = new Wires();

    Plumbing(HostLinks host, Namespaces namespaces, String instanceId) {
        this.host = host;
        this.namespaces = namespaces;
        this.instanceId = instanceId;
    }

    /// Networks that the host has routes to.
    List<Subnets.Taken> routes() {
        return routesExcept("");
    }

    /// The same without what is reached by the interface `bridge`.
    List<Subnets.Taken> routesExcept(String bridge) {
        int index =
                bridge.isEmpty() ? -1 : host.get().find(bridge).map(Link::index).orElse(-1);
        List<Subnets.Taken> taken = new ArrayList<>();
        for (Route route : host.get().routes()) {
            if (route.link() != index) {
                Cidr subnet = new Cidr(route.destination(), route.prefixLength());
                taken.add(new Subnets.Taken(subnet, "a route of the host"));
            }
        }
        return taken;
    }

    /// The versions of IP that the kernel speaks.
    List<Family> families() {
        return Ipv6Settings.areThere() ? List.of(Family.IPV4, Family.IPV6) : List.of(Family.IPV4);
    }

    /// Whether the host drops packets whose sender it would answer by another interface.
    boolean hasStrictPaths() {
        try {
            return Sysctl.read("ipv4/conf/all/rp_filter").equals("1");
        } catch (IOException e) {
            throw Fault.internal("cannot read rp_filter: " + e.getMessage(), e);
        }
    }

    /// Makes the pair of interfaces of an entrance unless it is there.
    synchronized Entrance ensureEntrance(Entrance entrance) {
        if (host.get().find(entrance.out()).isEmpty()) {
            makeEntrance(entrance);
        }
        return entrance.at(host.get().index(entrance.out()));
    }

    private void makeEntrance(Entrance entrance) {
        host.get().addLoop(entrance.out(), entrance.in(), Macs.random());
        if (Ipv6Settings.areThere()) {
            Ipv6Settings.bridge(entrance.in(), true);
            Ipv6Settings.bridge(entrance.out(), true);
            host.get().addAddress6(host.get().index(entrance.out()), Prefix6.octets(Entrance.OUT_IPV6), 64);
        }
        // the kernel looks up the senders of what comes in only on an interface that has an address
        host.get().addAddress(host.get().index(entrance.in()), Cidr.address(Entrance.ADDRESS), 32);
        try {
            Sysctl.writeLink(entrance.in(), "rp_filter", "0");
        } catch (IOException e) {
            throw Fault.internal("cannot set rp_filter of " + entrance.in() + ": " + e.getMessage(), e);
        }
    }

    /// Takes the pair of interfaces of an entrance away, if it is there.
    synchronized void removeEntrance(Entrance entrance) {
        host.get().delete(entrance.out());
    }

    /// Whether the kernel lets an interface be shared: INVALID for none of that name, NOT_IMPLEMENTED where it cannot.
    void check(Parent parent) {
        if (host.get().find(parent.name()).isEmpty()) {
            throw Fault.invalid("the parent interface was not found on the host: " + parent.name());
        }
        String trial = "nt" + instanceId;
        try (NetworkNamespace.Handle here = NetworkNamespace.open(Path.of("/proc/thread-self/ns/net"))) {
            share(parent, new Links.Peer(trial, Macs.random()), here, 0);
        } finally {
            host.get().delete(trial);
        }
    }

    private void share(Parent parent, Links.Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        String kind = parent.kind().name().toLowerCase(Locale.ROOT);
        try (SubLinks links = SubLinks.open()) {
            links.add(parent.kind(), host.get().index(parent.name()), parent.mode(), peer, namespace, mtu);
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
            try (NetworkNamespace.Handle handle = NetworkNamespace.open(namespaces.path(endpoint.containerId()))) {
                Links.Peer peer = new Links.Peer(endpoint.interfaceName(), endpoint.mac());
                share(
                        Parent.of(network.driver(), network.options()),
                        peer,
                        handle,
                        DriverOptions.of(network).mtu());
            }
        }
        address(inside, endpoint);
    }

    /// To a network's bridge.
    private void plug(Network network, Endpoint endpoint) {
        String wire = wire(endpoint);
        try (NetworkNamespace.Handle handle = NetworkNamespace.open(namespaces.path(endpoint.containerId()))) {
            Links.Peer peer = new Links.Peer(endpoint.interfaceName(), endpoint.mac());
            host.get()
                    .addVeth(
                            wire,
                            host.get().index(network.bridge()),
                            peer,
                            handle,
                            DriverOptions.of(network).mtu());
        }
        boolean isolated = !DriverOptions.of(network).lettingTalk();
        boolean quiet = "true".equals(network.options().get(NetworkSpec.ROUTED));
        host.get().setPort(wire, !network.internal(), isolated, !quiet);
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
            Ipv6Settings.endpoint(namespaces.path(endpoint.containerId()), endpoint.interfaceName());
            inside.addAddress6(index, Prefix6.octets(endpoint.ipv6()), endpoint.prefixLength6());
        }
        EndpointSysctls.apply(namespaces.path(endpoint.containerId()), endpoint);
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
            host.get().delete(wire(endpoint));
        } else if (namespaces.isAlive(endpoint.containerId())) {
            try (Links inside = namespaces.enter(endpoint.containerId())) {
                inside.delete(endpoint.interfaceName());
            }
        }
    }

    /// Cuts an endpoint's wire of a container that has ended: nothing passes it any more, and it is gone soon.
    void cut(Endpoint endpoint) {
        if (!endpoint.interfaceName().isEmpty()) {
            wires.cut(host.get(), wire(endpoint));
        }
    }

    /// Whether the kernel has anything of an earlier life: a crash may come before a sandbox is on record.
    boolean hasLeftovers() {
        if (host.get().list().stream().anyMatch(link -> link.name().contains(instanceId))) {
            return true;
        }
        return !namespaces.containers().isEmpty();
    }

    /// Removes the instance's wires and namespaces that belong to none of these endpoints and containers.
    void removeLeftovers(List<Endpoint> endpoints, Set<String> containers) {
        Set<String> wires = new HashSet<>(endpoints.stream().map(this::wire).toList());
        for (Link link : host.get().list()) {
            if (link.name().startsWith(Rules.wires(instanceId)) && !wires.contains(link.name())) {
                host.get().delete(link.name());
            }
        }
        namespaces.containers().stream().filter(id -> !containers.contains(id)).forEach(namespaces::delete);
    }

    /// The host's end of an endpoint's wire.
    String wire(Endpoint endpoint) {
        return wire(instanceId, endpoint);
    }

    /// The host's end of an endpoint's wire of an instance.
    static String wire(String instanceId, Endpoint endpoint) {
        return Rules.wires(instanceId) + shorten(endpoint.endpointId());
    }

    /// Five characters out of an id, from an alphabet of 36.
    private static String shorten(String id) {
        long number = Long.parseLong(Ids.shorten(id), 16) % 60_466_176;
        String text = Long.toString(number, 36);
        return "0".repeat(5 - text.length()) + text;
    }

    @Override
    public void close() {
        wires.close();
    }
}
