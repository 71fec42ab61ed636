package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The IPv4 routes of the main table of one network namespace, with everything that tells who made them and how packets
/// go, through rtnetlink.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. Every refusal is an [Errno]. Safe for
/// use by many threads.
public final class RouteTable implements AutoCloseable {
    private static final int NEWROUTE = 24;
    private static final int DELROUTE = 25;
    private static final int GETROUTE = 26;
    private static final int FIXED_PART = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTAX_MTU = 2;
    private static final int IPV4 = 2;
    private static final int TABLE_MAIN = 254;
    private static final int UNIVERSE = 0;
    private static final int LINK_SCOPE = 253;
    private static final int NOWHERE = 255;
    private static final int UNICAST = 1;
    private static final int ON_LINK = 4;

    private final Netlink netlink = new Netlink();

    /// A route.
    ///
    /// @param destination first address of the network, in network order
    /// @param prefixLength 0 for the default route
    /// @param gateway 0 when directly attached
    /// @param link index of the interface
    /// @param source the address that the host's own packets carry, 0 for the kernel's choice
    /// @param mtu how many bytes a packet may have, 0 for the interface's own
    /// @param protocol who made it (`rtm_protocol`: 2 the kernel, 3 at boot, 4 an administrator)
    /// @param onLink the gateway is on the interface although no route says so
    public record Entry(
            int destination,
            int prefixLength,
            int gateway,
            int link,
            int source,
            int mtu,
            int protocol,
            boolean onLink) {}

    private RouteTable() {}

    /// For the network namespace of the calling thread.
    public static RouteTable open() {
        return new RouteTable();
    }

    /// All unicast routes.
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        NetlinkMessage message = new NetlinkMessage(GETROUTE, NetlinkMessage.DUMP)
                .octets(IPV4, 0, 0, 0)
                .octets(0, 0, 0, 0)
                .integer(0);
        for (Netlink.Answer answer : netlink.request(message, "list routes")) {
            ByteBuffer body = answer.body();
            if ((body.get(4) & 0xff) == TABLE_MAIN && body.get(7) == UNICAST) {
                entries.add(entry(body));
            }
        }
        return entries;
    }

    /// Adds a route, in the place of one to the same network if there is one.
    public void replace(Entry entry) {
        int scope = entry.gateway() == 0 ? LINK_SCOPE : UNIVERSE;
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        NetlinkMessage message = message(NEWROUTE, flags, entry, scope);
        if (entry.source() != 0) {
            message.attribute(RTA_PREFSRC, NetlinkValues.network(entry.source()));
        }
        if (entry.mtu() != 0) {
            int metrics = message.begin(RTA_METRICS);
            message.attribute(RTAX_MTU, entry.mtu()).end(metrics);
        }
        netlink.request(message, "set a route by link " + entry.link());
    }

    /// Takes a route away; answers false if there is none.
    public boolean delete(Entry entry) {
        try {
            netlink.request(message(DELROUTE, 0, entry, NOWHERE), "delete a route by link " + entry.link());
            return true;
        } catch (Errno e) {
            if (e.number() == Errno.ESRCH || e.number() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        netlink.close();
    }

    private static NetlinkMessage message(int type, int flags, Entry entry, int scope) {
        NetlinkMessage message = new NetlinkMessage(type, flags)
                .octets(IPV4, entry.prefixLength(), 0, 0)
                .octets(TABLE_MAIN, entry.protocol(), scope, UNICAST)
                .integer(entry.onLink() ? ON_LINK : 0)
                .attribute(RTA_DST, NetlinkValues.network(entry.destination()))
                .attribute(RTA_OIF, entry.link());
        if (entry.gateway() != 0) {
            message.attribute(RTA_GATEWAY, NetlinkValues.network(entry.gateway()));
        }
        return message;
    }

    private static Entry entry(ByteBuffer body) {
        int[] found = new int[5];
        NetlinkMessage.attributes(body, FIXED_PART, (type, value) -> {
            switch (type) {
                case RTA_DST -> found[0] = address(value);
                case RTA_GATEWAY -> found[1] = address(value);
                case RTA_OIF -> found[2] = value.getInt(0);
                case RTA_PREFSRC -> found[3] = address(value);
                case RTA_METRICS ->
                    NetlinkMessage.attributes(value, 0, (metric, number) -> {
                        if (metric == RTAX_MTU) {
                            found[4] = number.getInt(0);
                        }
                    });
                default -> {}
            }
        });
        boolean onLink = (body.getInt(8) & ON_LINK) != 0;
        int protocol = body.get(5) & 0xff;
        return new Entry(found[0], body.get(1), found[1], found[2], found[3], found[4], protocol, onLink);
    }

    private static int address(ByteBuffer value) {
        return value.order(ByteOrder.BIG_ENDIAN).getInt(0);
    }
}
