package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The entries that do not age of the two tables that say where a hardware address is: which IPv4 address has it (ARP),
/// and behind which host a VXLAN interface finds it (forwarding database). Through rtnetlink.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. Every refusal is an [Errno]. Safe for
/// use by many threads.
public final class Neighbours implements AutoCloseable {
    private static final int NEWNEIGH = 28;
    private static final int DELNEIGH = 29;
    private static final int GETNEIGH = 30;
    private static final int FIXED_PART = 12;
    private static final int DESTINATION = 1;
    private static final int HARDWARE = 2;
    private static final int IPV4 = 2;
    private static final int BRIDGE = 7;
    private static final int PERMANENT = 0x80;
    private static final int NO_ARP = 0x40;
    private static final int SELF = 2;

    private final Netlink netlink = new Netlink();

    /// Which table an entry is in.
    public enum Table {
        /// Who has an address.
        ARP,
        /// Behind which host a hardware address is.
        FORWARDING
    }

    /// An entry.
    ///
    /// @param link index of the interface
    /// @param mac hardware address as `02:42:..`
    /// @param address who has it (ARP), or the host that it is behind (FORWARDING); in network order
    public record Neighbour(Table table, int link, String mac, int address) {}

    private Neighbours() {}

    /// For the network namespace of the calling thread.
    public static Neighbours open() {
        return new Neighbours();
    }

    /// The permanent entries of an interface in both tables.
    public List<Neighbour> list(int link) {
        return java.util.stream.Stream.of(Table.values())
                .flatMap(table -> list(table, link).stream())
                .toList();
    }

    /// Adds an entry, in the place of one for the same key (ARP: the address, FORWARDING: the hardware address).
    public void replace(Neighbour entry) {
        int flags = NetlinkMessage.CREATE | NetlinkMessage.REPLACE;
        netlink.request(message(NEWNEIGH, flags, entry), "set neighbour " + entry.mac());
    }

    /// Takes an entry away; answers false if there is none.
    public boolean delete(Neighbour entry) {
        try {
            netlink.request(message(DELNEIGH, 0, entry), "delete neighbour " + entry.mac());
            return true;
        } catch (Errno e) {
            if (e.number() == Errno.ENOENT || e.number() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        netlink.close();
    }

    private List<Neighbour> list(Table table, int link) {
        NetlinkMessage message = new NetlinkMessage(GETNEIGH, NetlinkMessage.DUMP)
                .octets(family(table), 0, 0, 0)
                .integer(0)
                .octets(0, 0, 0, 0);
        return netlink.request(message, "list neighbours").stream()
                .map(answer -> entry(table, link, answer.body()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static NetlinkMessage message(int type, int flags, Neighbour entry) {
        boolean forwarding = entry.table() == Table.FORWARDING;
        int state = forwarding ? PERMANENT | NO_ARP : PERMANENT;
        return new NetlinkMessage(type, flags)
                .octets(family(entry.table()), 0, 0, 0)
                .integer(entry.link())
                .halfAndOctets(state, forwarding ? SELF : 0, 0)
                .attribute(DESTINATION, NetlinkValues.network(entry.address()))
                .attribute(HARDWARE, NetlinkValues.octets(entry.mac()));
    }

    private static @Nullable Neighbour entry(Table table, int link, ByteBuffer body) {
        boolean permanent = (body.getShort(8) & PERMANENT) != 0;
        if (body.get(0) != family(table) || body.getInt(4) != link || !permanent) {
            return null;
        }
        String[] mac = {""};
        int[] address = {0};
        NetlinkMessage.attributes(body, FIXED_PART, (type, value) -> {
            if (type == HARDWARE) {
                mac[0] = NetlinkValues.mac(value);
            } else if (type == DESTINATION && value.limit() == 4) {
                address[0] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
            }
        });
        return new Neighbour(table, link, mac[0], address[0]);
    }

    private static int family(Table table) {
        return switch (table) {
            case ARP -> IPV4;
            case FORWARDING -> BRIDGE;
        };
    }
}
