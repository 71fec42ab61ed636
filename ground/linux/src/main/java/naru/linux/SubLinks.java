package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// Interfaces that share another one: macvlan, each with a hardware address of its own, and ipvlan, all with one.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. Every refusal is an [Errno]:
/// EOPNOTSUPP where the kernel lacks the kind, EBUSY for an interface that is used in another way. Safe for use by many
/// threads.
public final class SubLinks implements AutoCloseable {
    private static final int NEWLINK = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int MODE = 1;

    private final Netlink netlink = new Netlink();

    /// How an interface is shared.
    public enum Kind {
        /// By hardware address.
        MACVLAN,
        /// By IP address.
        IPVLAN
    }

    private SubLinks() {}

    /// For the network namespace of the calling thread.
    public static SubLinks open() {
        return new SubLinks();
    }

    /// Creates one on the interface `parent`, down, in another namespace.
    ///
    /// @param mode the kernel's number (linux/if_link.h)
    /// @param peer its name and hardware address; the latter is of no effect for ipvlan
    /// @param mtu 0 for that of the parent
    public void add(Kind kind, int parent, int mode, Links.Peer peer, NetworkNamespace.Handle namespace, int mtu) {
        NetlinkMessage message = new NetlinkMessage(NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                .link(0, 0, 0)
                .attribute(IFLA_IFNAME, peer.name())
                .attribute(IFLA_LINK, parent);
        if (kind == Kind.MACVLAN) {
            message.attribute(IFLA_ADDRESS, NetlinkValues.octets(peer.mac()));
        }
        if (mtu > 0) {
            message.attribute(IFLA_MTU, mtu);
        }
        message.attribute(IFLA_NET_NS_FD, namespace.descriptor());
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, kind.name().toLowerCase(Locale.ROOT));
        int data = message.begin(INFO_DATA);
        ByteBuffer number = ByteBuffer.allocate(kind == Kind.MACVLAN ? 4 : 2).order(ByteOrder.nativeOrder());
        byte[] value = (kind == Kind.MACVLAN ? number.putInt(mode) : number.putShort((short) mode)).array();
        message.attribute(MODE, value).end(data).end(info);
        netlink.request(message, "create " + kind + " " + peer.name());
    }

    @Override
    public void close() {
        netlink.close();
    }
}
