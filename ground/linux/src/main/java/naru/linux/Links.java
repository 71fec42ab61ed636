package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Interfaces, addresses and routes of one network namespace through rtnetlink; no program is started.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. IPv4 addresses are ints in network
/// order. Every refusal is an [Errno]. Safe for use by many threads.
public final class Links implements AutoCloseable {
    private final Netlink netlink = new Netlink();

    /// The end of a veth pair that is born in another namespace.
    ///
    /// @param name e.g. `eth0`
    /// @param mac hardware address as `02:42:..`
    public record Peer(String name, String mac) {}

    private Links() {}

    /// For the network namespace of the calling thread.
    public static Links open() {
        return new Links();
    }

    /// Creates a bridge that is up. It does not learn from frames to link-local groups (802.1D 7.12.6), which no rule
    /// sees, behind which port an address is.
    public void addBridge(String name, String mac, int mtu) {
        netlink.request(LinkRequests.bridge(name, mac, mtu), "create bridge " + name);
    }

    /// Creates a veth pair: the end `name` here, up and a port of `master` (0 for none), the other in `namespace`,
    /// down: it cannot be set up before the pair is complete.
    public void addVeth(String name, int master, Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        netlink.request(LinkRequests.veth(name, master, peer, namespace, mtu), "create veth " + name);
    }

    /// Creates a veth pair whose ends are both here and up: what leaves by `out` comes in by `in`,
    /// whatever address it is for, as neither asks who has it.
    public void addLoop(String out, String in, String mac) {
        netlink.request(LinkRequests.loop(out, in, mac), "create veth " + out);
        for (String name : List.of(out, in)) {
            netlink.request(LinkRequests.upWithoutArp(name), "set link " + name + " up");
        }
    }

    /// Sets what a port of a bridge may do, which hears everybody's broadcasts.
    public void setPort(String name, boolean hairpin, boolean isolated) {
        setPort(name, hairpin, isolated, true);
    }

    /// Sets what a port of a bridge may do: `hairpin` sends frames back where they came from (a
    /// container that calls its own published port needs it), `isolated` keeps it from talking to
    /// other isolated ports, and without `broadcast` it hears nobody's broadcasts but the host's.
    public void setPort(String name, boolean hairpin, boolean isolated, boolean broadcast) {
        netlink.request(LinkRequests.port(name, hairpin, isolated, broadcast), "set bridge port " + name);
    }

    /// Lets nothing pass a port of a bridge any more; answers false if there is none of that name.
    public boolean mute(String name) {
        return unlessMissing(LinkRequests.mutePort(name), "mute bridge port " + name);
    }

    /// Sets an interface up.
    public void up(int index) {
        netlink.request(LinkRequests.up(index), "set link " + index + " up");
    }

    /// Renames an interface.
    public void rename(int index, String name) {
        netlink.request(LinkRequests.rename(index, name), "rename link " + index + " to " + name);
    }

    /// Sets how many bytes a packet of an interface may have.
    public void setMtu(int index, int mtu) {
        netlink.request(LinkRequests.setMtu(index, mtu), "set MTU of link " + index);
    }

    /// Deletes an interface, and with one end of a veth the other; answers false if there is none of that name.
    public boolean delete(String name) {
        return unlessMissing(LinkRequests.delete(name), "delete link " + name);
    }

    /// Deletes interfaces together, which takes the kernel hardly longer than one; those that are gone are left out.
    public void deleteAll(List<String> names) {
        boolean any = false;
        for (String name : names) {
            any |= unlessMissing(LinkRequests.leave(name), "set group of link " + name);
        }
        if (any) {
            unlessMissing(LinkRequests.deleteLeaving(), "delete links " + names);
        }
    }

    /// Asks for a change; answers false if the interface is not there.
    private boolean unlessMissing(NetlinkMessage message, String what) {
        try {
            netlink.request(message, what);
            return true;
        } catch (Errno e) {
            if (e.number() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    /// The interface of that name.
    public Optional<Link> find(String name) {
        try {
            return netlink.request(LinkRequests.find(name), "find link " + name).stream()
                    .map(answer -> link(answer.body()))
                    .findFirst();
        } catch (Errno e) {
            if (e.number() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The index of the interface of that name; [Errno] ENODEV if there is none.
    public int index(String name) {
        return find(name)
                .orElseThrow(() -> new Errno("netlink", name, Errno.ENODEV))
                .index();
    }

    /// All interfaces.
    public List<Link> list() {
        return netlink.request(LinkRequests.list(), "list links").stream()
                .map(answer -> link(answer.body()))
                .toList();
    }

    /// Gives an interface an IPv4 address and with it the route to its network.
    public void addAddress(int index, int address, int prefixLength) {
        netlink.request(RouteRequests.address(index, address, prefixLength), "add address to link " + index);
    }

    /// Gives an interface an IPv6 address of sixteen octets, and with it the route to its network. The address is used
    /// at once: nobody is asked whether they have it (IFA_F_NODAD).
    public void addAddress6(int index, byte[] address, int prefixLength) {
        netlink.request(RouteRequests.address6(index, address, prefixLength), "add IPv6 address to link " + index);
    }

    /// Sends all IPv6 packets that have no nearer route to a gateway; replaces a default route that is there.
    public void setDefaultRoute6(byte[] gateway, int index) {
        try {
            netlink.request(RouteRequests.deleteDefaultRoute6(), "delete default route");
        } catch (Errno e) {
            if (e.number() != Errno.ESRCH && e.number() != Errno.ENOENT) {
                throw e;
            }
        }
        netlink.request(RouteRequests.defaultRoute6(gateway, index), "set IPv6 default route by link " + index);
    }

    /// Sends everything that has no nearer route to a gateway; replaces a default route that is there.
    public void setDefaultRoute(int gateway, int index) {
        netlink.request(RouteRequests.defaultRoute(gateway, index), "set default route by link " + index);
    }

    /// Adds a route to a network that is directly on an interface.
    public void addRoute(int destination, int prefixLength, int index) {
        netlink.request(RouteRequests.route(destination, prefixLength, index), "add route by link " + index);
    }

    /// The IPv4 routes of the main table.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Netlink.Answer answer : netlink.request(RouteRequests.list(), "list routes")) {
            ByteBuffer body = answer.body();
            if ((body.get(4) & 0xff) == RouteRequests.TABLE_MAIN) {
                routes.add(route(body));
            }
        }
        return routes;
    }

    @Override
    public void close() {
        netlink.close();
    }

    private static Link link(ByteBuffer body) {
        String[] texts = {"", ""};
        int[] master = {0};
        NetlinkMessage.attributes(body, 16, (type, value) -> {
            switch (type) {
                case LinkRequests.IFLA_IFNAME -> texts[0] = NetlinkValues.text(value);
                case LinkRequests.IFLA_ADDRESS -> texts[1] = NetlinkValues.mac(value);
                case LinkRequests.IFLA_MASTER -> master[0] = value.getInt(0);
                default -> {}
            }
        });
        boolean up = (body.getInt(8) & LinkRequests.UP) != 0;
        return new Link(body.getInt(4), texts[0], texts[1], up, master[0]);
    }

    private static Route route(ByteBuffer body) {
        int[] found = {0, 0, 0};
        NetlinkMessage.attributes(body, 12, (type, value) -> {
            switch (type) {
                case RouteRequests.RTA_DST ->
                    found[0] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
                case RouteRequests.RTA_GATEWAY ->
                    found[1] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
                case RouteRequests.RTA_OIF -> found[2] = value.getInt(0);
                default -> {}
            }
        });
        return new Route(found[0], body.get(1), found[1], found[2]);
    }
}
