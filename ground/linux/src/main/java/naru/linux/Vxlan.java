package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// VXLAN interfaces (RFC 7348) of one network namespace, and what else of an interface is needed to lay one over it,
/// through rtnetlink.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. Every refusal is an [Errno]. Safe for
/// use by many threads.
public final class Vxlan implements AutoCloseable {
    private static final int NEWLINK = 16;
    private static final int GETLINK = 18;
    private static final int FIXED_PART = 16;
    private static final int UP = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINKINFO = 18;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int VNI = 1;
    private static final int LINK = 3;
    private static final int LOCAL = 4;
    private static final int LEARNING = 7;
    private static final int PORT = 15;
    private static final int DF = 29;

    private final Netlink netlink = new Netlink();

    /// What a VXLAN interface is.
    ///
    /// @param vni its number, 24 bits
    /// @param under index of the interface that carries it
    /// @param local the host's address on that interface, in network order
    /// @param port UDP, where all of its hosts listen
    /// @param mac its hardware address as `02:42:..`
    /// @param mtu how many bytes a packet inside may have
    public record Spec(int vni, int under, int local, int port, String mac, int mtu) {}

    private Vxlan() {}

    /// For the network namespace of the calling thread.
    public static Vxlan open() {
        return new Vxlan();
    }

    /// Creates an interface that is up, learns nothing by itself, and sends packets that nobody may cut in pieces.
    public void add(String name, Spec spec) {
        NetlinkMessage message = new NetlinkMessage(NEWLINK, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE)
                .link(0, UP, UP)
                .attribute(IFLA_IFNAME, name)
                .attribute(IFLA_ADDRESS, NetlinkValues.octets(spec.mac()))
                .attribute(IFLA_MTU, spec.mtu());
        int info = message.begin(IFLA_LINKINFO);
        message.attribute(INFO_KIND, "vxlan");
        int data = message.begin(INFO_DATA);
        message.attribute(VNI, spec.vni())
                .attribute(LINK, spec.under())
                .attribute(LOCAL, NetlinkValues.network(spec.local()))
                .attribute(LEARNING, new byte[] {0})
                .attribute(DF, new byte[] {1})
                .attribute(PORT, new byte[] {(byte) (spec.port() >> 8), (byte) spec.port()})
                .end(data)
                .end(info);
        netlink.request(message, "create vxlan " + name);
    }

    /// What the VXLAN interface of that name is; empty if there is none.
    public Optional<Spec> find(String name) {
        return link(name).flatMap(Vxlan::spec);
    }

    /// How many bytes a packet of an interface may have; empty if it is not there.
    public Optional<Integer> mtu(String name) {
        int[] found = {0};
        return link(name).map(body -> {
            NetlinkMessage.attributes(body, FIXED_PART, (type, value) -> {
                if (type == IFLA_MTU) {
                    found[0] = value.getInt(0);
                }
            });
            return found[0];
        });
    }

    @Override
    public void close() {
        netlink.close();
    }

    private Optional<ByteBuffer> link(String name) {
        NetlinkMessage message = new NetlinkMessage(GETLINK, 0).link(0, 0, 0).attribute(IFLA_IFNAME, name);
        try {
            List<Netlink.Answer> answers = netlink.request(message, "find link " + name);
            return answers.stream().map(Netlink.Answer::body).findFirst();
        } catch (Errno e) {
            if (e.number() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Spec> spec(ByteBuffer body) {
        String[] mac = {""};
        int[] found = new int[5];
        boolean[] vxlan = {false};
        NetlinkMessage.attributes(body, FIXED_PART, (type, value) -> {
            switch (type) {
                case IFLA_ADDRESS -> mac[0] = NetlinkValues.mac(value);
                case IFLA_MTU -> found[4] = value.getInt(0);
                case IFLA_LINKINFO ->
                    NetlinkMessage.attributes(value, 0, (info, nested) -> {
                        if (info == INFO_KIND) {
                            vxlan[0] = NetlinkValues.text(nested).equals("vxlan");
                        } else if (info == INFO_DATA) {
                            data(nested, found);
                        }
                    });
                default -> {}
            }
        });
        return vxlan[0]
                ? Optional.of(new Spec(found[0], found[1], found[2], found[3], mac[0], found[4]))
                : Optional.empty();
    }

    private static void data(ByteBuffer nested, int[] found) {
        NetlinkMessage.attributes(nested, 0, (type, value) -> {
            switch (type) {
                case VNI -> found[0] = value.getInt(0);
                case LINK -> found[1] = value.getInt(0);
                case LOCAL -> found[2] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
                case PORT -> found[3] = value.order(ByteOrder.BIG_ENDIAN).getShort(0) & 0xffff;
                default -> {}
            }
        });
    }
}
