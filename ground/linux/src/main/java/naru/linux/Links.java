package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Interfaces, addresses and routes of one network namespace through rtnetlink; no program is started.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. IPv4 addresses are ints in network
/// order. Every refusal is an [Errno]. Safe for use by many threads.
public final class Links implements AutoCloseable {
    private static final int NEWLINK = 16;
    private static final int DELLINK = 17;
    private static final int GETLINK = 18;
    private static final int NEWADDR = 20;
    private static final int NEWROUTE = 24;
    private static final int DELROUTE = 25;
    private static final int GETROUTE = 26;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int INFO_SLAVE_KIND = 4;
    private static final int INFO_SLAVE_DATA = 5;
    private static final int BRPORT_STATE = 1;
    private static final int BRPORT_MODE = 4;
    private static final int BRPORT_BROADCAST = 30;
    private static final int BRPORT_ISOLATED = 33;
    private static final int NESTED = 0x8000;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_BR_MULTI_BOOLOPT = 46;
    private static final int NO_LINK_LOCAL_LEARNING = 1;
    private static final int UP = 1;
    private static final int NO_ARP = 0x80;
    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int BROADCAST = 4;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int NO_DUPLICATE_DETECTION = 2;
    private static final int TABLE_MAIN = 254;
    private static final int BY_BOOT = 3;
    private static final int UNIVERSE = 0;
    private static final int LINK_SCOPE = 253;
    private static final int UNICAST = 1;
    /// The group in which interfaces wait to be deleted together.
    private static final int LEAVING = 0x6e617275;
    private static final int NOWHERE = 255;

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
        NetlinkMessage message = create().link(0, UP, UP).attribute(IFLA_IFNAME, name);
        message.attribute(IFLA_ADDRESS, octets(mac));
        if (mtu > 0) {
            message.attribute(IFLA_MTU, mtu);
        }
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "bridge");
        int data = message.begin(INFO_DATA);
        message.attribute(IFLA_BR_MULTI_BOOLOPT, optionValues(NO_LINK_LOCAL_LEARNING));
        message.end(data).end(info);
        netlink.request(message, "create bridge " + name);
    }

    /// Creates a veth pair: the end `name` here, up and a port of `master` (0 for none), the other in `namespace`,
    /// down: it cannot be set up before the pair is complete.
    public void addVeth(String name, int master, Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        NetlinkMessage message = create().link(0, UP, UP).attribute(IFLA_IFNAME, name);
        if (master > 0) {
            message.attribute(IFLA_MASTER, master);
        }
        if (mtu > 0) {
            message.attribute(IFLA_MTU, mtu);
        }
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "veth");
        int data = message.begin(INFO_DATA);
        int other = message.begin(VETH_INFO_PEER);
        message.link(0, 0, 0).attribute(IFLA_IFNAME, peer.name()).attribute(IFLA_ADDRESS, octets(peer.mac()));
        if (mtu > 0) {
            message.attribute(IFLA_MTU, mtu);
        }
        message.attribute(IFLA_NET_NS_FD, namespace.descriptor());
        message.end(other).end(data).end(info);
        netlink.request(message, "create veth " + name);
    }

    /// Creates a veth pair whose ends are both here and up: what leaves by `out` comes in by `in`,
    /// whatever address it is for, as neither asks who has it.
    public void addLoop(String out, String in, String mac) {
        NetlinkMessage message =
                create().link(0, 0, 0).attribute(IFLA_IFNAME, out).attribute(IFLA_ADDRESS, octets(mac));
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "veth");
        int data = message.begin(INFO_DATA);
        int other = message.begin(VETH_INFO_PEER);
        message.link(0, 0, 0).attribute(IFLA_IFNAME, in).attribute(IFLA_ADDRESS, octets(mac));
        message.end(other).end(data).end(info);
        netlink.request(message, "create veth " + out);
        for (String name : List.of(out, in)) {
            netlink.request(
                    new NetlinkMessage(NEWLINK, 0)
                            .link(0, UP | NO_ARP, UP | NO_ARP)
                            .attribute(IFLA_IFNAME, name),
                    "set link " + name + " up");
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
        NetlinkMessage message = new NetlinkMessage(NEWLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name);
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_SLAVE_KIND, "bridge");
        int data = message.begin(INFO_SLAVE_DATA | NESTED);
        message.attribute(BRPORT_MODE, flag(hairpin));
        message.attribute(BRPORT_BROADCAST, flag(broadcast)).attribute(BRPORT_ISOLATED, flag(isolated));
        message.end(data).end(info);
        netlink.request(message, "set bridge port " + name);
    }

    /// Lets nothing pass a port of a bridge any more; answers false if there is none of that name.
    public boolean mute(String name) {
        NetlinkMessage message = new NetlinkMessage(NEWLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name);
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_SLAVE_KIND, "bridge");
        int data = message.begin(INFO_SLAVE_DATA | NESTED);
        message.attribute(BRPORT_STATE, flag(false));
        message.end(data).end(info);
        return unlessMissing(message, "mute bridge port " + name);
    }

    /// Sets an interface up.
    public void up(int index) {
        netlink.request(new NetlinkMessage(NEWLINK, 0).link(index, UP, UP), "set link " + index + " up");
    }

    /// Renames an interface.
    public void rename(int index, String name) {
        netlink.request(
                new NetlinkMessage(NEWLINK, 0).link(index, 0, 0).attribute(IFLA_IFNAME, name),
                "rename link " + index + " to " + name);
    }

    /// Sets how many bytes a packet of an interface may have.
    public void setMtu(int index, int mtu) {
        netlink.request(
                new NetlinkMessage(NEWLINK, 0).link(index, 0, 0).attribute(IFLA_MTU, mtu), "set MTU of link " + index);
    }

    /// Deletes an interface, and with one end of a veth the other; answers false if there is none of that name.
    public boolean delete(String name) {
        return unlessMissing(
                new NetlinkMessage(DELLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name), "delete link " + name);
    }

    /// Deletes interfaces together, which takes the kernel hardly longer than one; those that are gone are left out.
    public void deleteAll(List<String> names) {
        boolean any = false;
        for (String name : names) {
            any |= unlessMissing(
                    new NetlinkMessage(NEWLINK, 0)
                            .link(0, 0, 0)
                            .attribute(IFLA_IFNAME, name)
                            .attribute(IFLA_GROUP, LEAVING),
                    "set group of link " + name);
        }
        if (any) {
            unlessMissing(
                    new NetlinkMessage(DELLINK, 0).link(0, 0, 0).attribute(IFLA_GROUP, LEAVING),
                    "delete links " + names);
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
            return netlink
                    .request(
                            new NetlinkMessage(GETLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name),
                            "find link " + name)
                    .stream()
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
        return netlink.request(new NetlinkMessage(GETLINK, NetlinkMessage.DUMP).link(0, 0, 0), "list links").stream()
                .map(answer -> link(answer.body()))
                .toList();
    }

    /// Gives an interface an IPv4 address and with it the route to its network.
    public void addAddress(int index, int address, int prefixLength) {
        NetlinkMessage message = new NetlinkMessage(NEWADDR, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                .octets(IPV4, prefixLength, 0, 0)
                .integer(index)
                .attribute(LOCAL, network(address))
                .attribute(ADDRESS, network(address));
        if (prefixLength < 31) {
            message.attribute(BROADCAST, network(address | (-1 >>> prefixLength)));
        }
        netlink.request(message, "add address to link " + index);
    }

    /// Gives an interface an IPv6 address of sixteen octets, and with it the route to its network. The address is used
    /// at once: nobody is asked whether they have it (IFA_F_NODAD).
    public void addAddress6(int index, byte[] address, int prefixLength) {
        netlink.request(
                new NetlinkMessage(NEWADDR, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                        .octets(IPV6, prefixLength, NO_DUPLICATE_DETECTION, 0)
                        .integer(index)
                        .attribute(LOCAL, address)
                        .attribute(ADDRESS, address),
                "add IPv6 address to link " + index);
    }

    /// Sends all IPv6 packets that have no nearer route to a gateway; replaces a default route that is there.
    public void setDefaultRoute6(byte[] gateway, int index) {
        NetlinkMessage old = new NetlinkMessage(DELROUTE, 0)
                .octets(IPV6, 0, 0, 0)
                .octets(TABLE_MAIN, 0, NOWHERE, 0)
                .integer(0);
        try {
            netlink.request(old, "delete default route");
        } catch (Errno e) {
            if (e.number() != Errno.ESRCH && e.number() != Errno.ENOENT) {
                throw e;
            }
        }
        netlink.request(
                new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE)
                        .octets(IPV6, 0, 0, 0)
                        .octets(TABLE_MAIN, BY_BOOT, UNIVERSE, UNICAST)
                        .integer(0)
                        .attribute(RTA_GATEWAY, gateway)
                        .attribute(RTA_OIF, index),
                "set IPv6 default route by link " + index);
    }

    /// Sends everything that has no nearer route to a gateway; replaces a default route that is there.
    public void setDefaultRoute(int gateway, int index) {
        int replace = 0x100;
        netlink.request(
                new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE | replace)
                        .octets(IPV4, 0, 0, 0)
                        .octets(TABLE_MAIN, BY_BOOT, UNIVERSE, UNICAST)
                        .integer(0)
                        .attribute(RTA_GATEWAY, network(gateway))
                        .attribute(RTA_OIF, index),
                "set default route by link " + index);
    }

    /// Adds a route to a network that is directly on an interface.
    public void addRoute(int destination, int prefixLength, int index) {
        netlink.request(
                new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE)
                        .octets(IPV4, prefixLength, 0, 0)
                        .octets(TABLE_MAIN, BY_BOOT, LINK_SCOPE, UNICAST)
                        .integer(0)
                        .attribute(RTA_DST, network(destination))
                        .attribute(RTA_OIF, index),
                "add route by link " + index);
    }

    /// The IPv4 routes of the main table.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        NetlinkMessage message = new NetlinkMessage(GETROUTE, NetlinkMessage.DUMP)
                .octets(IPV4, 0, 0, 0)
                .octets(0, 0, 0, 0)
                .integer(0);
        for (Netlink.Answer answer : netlink.request(message, "list routes")) {
            ByteBuffer body = answer.body();
            if ((body.get(4) & 0xff) == TABLE_MAIN) {
                routes.add(route(body));
            }
        }
        return routes;
    }

    @Override
    public void close() {
        netlink.close();
    }

    private static NetlinkMessage create() {
        return new NetlinkMessage(NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE);
    }

    private static Link link(ByteBuffer body) {
        String[] texts = {"", ""};
        int[] master = {0};
        NetlinkMessage.attributes(body, 16, (type, value) -> {
            switch (type) {
                case IFLA_IFNAME -> texts[0] = text(value);
                case IFLA_ADDRESS -> texts[1] = mac(value);
                case IFLA_MASTER -> master[0] = value.getInt(0);
                default -> {}
            }
        });
        boolean up = (body.getInt(8) & UP) != 0;
        return new Link(body.getInt(4), texts[0], texts[1], up, master[0]);
    }

    private static Route route(ByteBuffer body) {
        int[] found = {0, 0, 0};
        NetlinkMessage.attributes(body, 12, (type, value) -> {
            switch (type) {
                case RTA_DST -> found[0] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
                case RTA_GATEWAY -> found[1] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
                case RTA_OIF -> found[2] = value.getInt(0);
                default -> {}
            }
        });
        return new Route(found[0], body.get(1), found[1], found[2]);
    }

    static String text(ByteBuffer value) {
        byte[] bytes = new byte[Math.max(0, value.limit() - 1)];
        value.get(0, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    static String mac(ByteBuffer value) {
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    /// struct br_boolopt_multi: what the options are, and which are meant.
    private static byte[] optionValues(int set) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(set)
                .putInt(set)
                .array();
    }

    private static byte[] flag(boolean value) {
        return new byte[] {(byte) (value ? 1 : 0)};
    }

    static byte[] octets(String mac) {
        return HexFormat.ofDelimiter(":").parseHex(mac);
    }

    static byte[] network(int address) {
        return ByteBuffer.allocate(4).putInt(address).array();
    }
}
