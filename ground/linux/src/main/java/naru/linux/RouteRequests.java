package naru.linux;

import static naru.linux.NetlinkValues.network;

/// What the kernel is asked of addresses and routes (rtnetlink(7), linux/rtnetlink.h).
final class RouteRequests {
    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int TABLE_MAIN = 254;

    private static final int NEWADDR = 20;
    private static final int NEWROUTE = 24;
    private static final int DELROUTE = 25;
    private static final int GETROUTE = 26;
    private static final int REPLACE = 0x100;
    private static final int ADDRESS = 1;
    private static final int LOCAL = 2;
    private static final int BROADCAST = 4;
    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int NO_DUPLICATE_DETECTION = 2;
    private static final int BY_BOOT = 3;
    private static final int UNIVERSE = 0;
    private static final int LINK_SCOPE = 253;
    private static final int NOWHERE = 255;
    private static final int UNICAST = 1;

    private RouteRequests() {}

    static NetlinkMessage address(int index, int address, int prefixLength) {
        NetlinkMessage message = new NetlinkMessage(NEWADDR, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                .octets(IPV4, prefixLength, 0, 0)
                .integer(index)
                .attribute(LOCAL, network(address))
                .attribute(ADDRESS, network(address));
        if (prefixLength < 31) {
            message.attribute(BROADCAST, network(address | (-1 >>> prefixLength)));
        }
        return message;
    }

    /// Nobody is asked whether they have it (IFA_F_NODAD).
    static NetlinkMessage address6(int index, byte[] address, int prefixLength) {
        return new NetlinkMessage(NEWADDR, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                .octets(IPV6, prefixLength, NO_DUPLICATE_DETECTION, 0)
                .integer(index)
                .attribute(LOCAL, address)
                .attribute(ADDRESS, address);
    }

    /// In place of the one that is there.
    static NetlinkMessage defaultRoute(int gateway, int index) {
        return new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE | REPLACE)
                .octets(IPV4, 0, 0, 0)
                .octets(TABLE_MAIN, BY_BOOT, UNIVERSE, UNICAST)
                .integer(0)
                .attribute(RTA_GATEWAY, network(gateway))
                .attribute(RTA_OIF, index);
    }

    static NetlinkMessage defaultRoute6(byte[] gateway, int index) {
        return new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE)
                .octets(IPV6, 0, 0, 0)
                .octets(TABLE_MAIN, BY_BOOT, UNIVERSE, UNICAST)
                .integer(0)
                .attribute(RTA_GATEWAY, gateway)
                .attribute(RTA_OIF, index);
    }

    static NetlinkMessage deleteDefaultRoute6() {
        return new NetlinkMessage(DELROUTE, 0)
                .octets(IPV6, 0, 0, 0)
                .octets(TABLE_MAIN, 0, NOWHERE, 0)
                .integer(0);
    }

    /// To a network that is directly on an interface.
    static NetlinkMessage route(int destination, int prefixLength, int index) {
        return new NetlinkMessage(NEWROUTE, NetlinkMessage.CREATE)
                .octets(IPV4, prefixLength, 0, 0)
                .octets(TABLE_MAIN, BY_BOOT, LINK_SCOPE, UNICAST)
                .integer(0)
                .attribute(RTA_DST, network(destination))
                .attribute(RTA_OIF, index);
    }

    static NetlinkMessage list() {
        return new NetlinkMessage(GETROUTE, NetlinkMessage.DUMP)
                .octets(IPV4, 0, 0, 0)
                .octets(0, 0, 0, 0)
                .integer(0);
    }
}
