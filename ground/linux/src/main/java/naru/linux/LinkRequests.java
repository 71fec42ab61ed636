package naru.linux;

import static naru.linux.NetlinkValues.flag;
import static naru.linux.NetlinkValues.octets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// What the kernel is asked of interfaces (rtnetlink(7), linux/if_link.h).
final class LinkRequests {
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MASTER = 10;
    static final int UP = 1;

    private static final int NEWLINK = 16;
    private static final int DELLINK = 17;
    private static final int GETLINK = 18;
    private static final int IFLA_MTU = 4;
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
    private static final int NO_ARP = 0x80;
    /// The group in which interfaces wait to be deleted together.
    private static final int LEAVING = 0x6e617275;

    private LinkRequests() {}

    /// @param mtu 0 for the kernel's choice
    static NetlinkMessage bridge(String name, String mac, int mtu) {
        NetlinkMessage message = create().link(0, UP, UP).attribute(IFLA_IFNAME, name);
        message.attribute(IFLA_ADDRESS, octets(mac));
        mtu(message, mtu);
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "bridge");
        int data = message.begin(INFO_DATA);
        message.attribute(IFLA_BR_MULTI_BOOLOPT, optionValues(NO_LINK_LOCAL_LEARNING));
        return message.end(data).end(info);
    }

    /// @param master 0 for none
    /// @param mtu 0 for the kernel's choice
    static NetlinkMessage veth(String name, int master, Links.Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        NetlinkMessage message = create().link(0, UP, UP).attribute(IFLA_IFNAME, name);
        if (master > 0) {
            message.attribute(IFLA_MASTER, master);
        }
        mtu(message, mtu);
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "veth");
        int data = message.begin(INFO_DATA);
        int other = message.begin(VETH_INFO_PEER);
        message.link(0, 0, 0).attribute(IFLA_IFNAME, peer.name()).attribute(IFLA_ADDRESS, octets(peer.mac()));
        mtu(message, mtu);
        message.attribute(IFLA_NET_NS_FD, namespace.descriptor());
        return message.end(other).end(data).end(info);
    }

    /// A pair whose ends are both here, down.
    static NetlinkMessage loop(String out, String in, String mac) {
        NetlinkMessage message =
                create().link(0, 0, 0).attribute(IFLA_IFNAME, out).attribute(IFLA_ADDRESS, octets(mac));
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "veth");
        int data = message.begin(INFO_DATA);
        int other = message.begin(VETH_INFO_PEER);
        message.link(0, 0, 0).attribute(IFLA_IFNAME, in).attribute(IFLA_ADDRESS, octets(mac));
        return message.end(other).end(data).end(info);
    }

    private static void mtu(NetlinkMessage message, int mtu) {
        if (mtu > 0) {
            message.attribute(IFLA_MTU, mtu);
        }
    }

    static NetlinkMessage port(String name, boolean hairpin, boolean isolated, boolean broadcast) {
        return port(
                name,
                data -> data.attribute(BRPORT_MODE, flag(hairpin))
                        .attribute(BRPORT_BROADCAST, flag(broadcast))
                        .attribute(BRPORT_ISOLATED, flag(isolated)));
    }

    static NetlinkMessage mutePort(String name) {
        return port(name, data -> data.attribute(BRPORT_STATE, flag(false)));
    }

    private static NetlinkMessage port(String name, Consumer<NetlinkMessage> settings) {
        NetlinkMessage message = change(0).attribute(IFLA_IFNAME, name);
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_SLAVE_KIND, "bridge");
        int data = message.begin(INFO_SLAVE_DATA | NESTED);
        settings.accept(message);
        return message.end(data).end(info);
    }

    static NetlinkMessage up(int index) {
        return new NetlinkMessage(NEWLINK, 0).link(index, UP, UP);
    }

    /// Up, and asking nobody who has an address.
    static NetlinkMessage upWithoutArp(String name) {
        return new NetlinkMessage(NEWLINK, 0).link(0, UP | NO_ARP, UP | NO_ARP).attribute(IFLA_IFNAME, name);
    }

    static NetlinkMessage rename(int index, String name) {
        return change(index).attribute(IFLA_IFNAME, name);
    }

    static NetlinkMessage setMtu(int index, int mtu) {
        return change(index).attribute(IFLA_MTU, mtu);
    }

    static NetlinkMessage delete(String name) {
        return new NetlinkMessage(DELLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    /// Puts one among those that wait to be deleted together.
    static NetlinkMessage leave(String name) {
        return change(0).attribute(IFLA_IFNAME, name).attribute(IFLA_GROUP, LEAVING);
    }

    static NetlinkMessage deleteLeaving() {
        return new NetlinkMessage(DELLINK, 0).link(0, 0, 0).attribute(IFLA_GROUP, LEAVING);
    }

    static NetlinkMessage find(String name) {
        return new NetlinkMessage(GETLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    static NetlinkMessage list() {
        return new NetlinkMessage(GETLINK, NetlinkMessage.DUMP).link(0, 0, 0);
    }

    private static NetlinkMessage create() {
        return new NetlinkMessage(NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE);
    }

    /// @param index 0 for one that is told by its name
    private static NetlinkMessage change(int index) {
        return new NetlinkMessage(NEWLINK, 0).link(index, 0, 0);
    }

    /// struct br_boolopt_multi: what the options are, and which are meant.
    private static byte[] optionValues(int set) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(set)
                .putInt(set)
                .array();
    }
}
