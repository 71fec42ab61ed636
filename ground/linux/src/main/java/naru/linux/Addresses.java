package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The IPv4 addresses of the interfaces of one network namespace, through rtnetlink.
///
/// It speaks for the namespace in which it was opened, whichever thread uses it. Every refusal is an [Errno]. Safe for
/// use by many threads.
public final class Addresses implements AutoCloseable {
    private static final int NEWADDR = 20;
    private static final int DELADDR = 21;
    private static final int GETADDR = 22;
    private static final int FIXED_PART = 8;
    private static final int LOCAL = 2;
    private static final int IPV4 = 2;
    private static final int EADDRNOTAVAIL = 99;

    private final Netlink netlink = new Netlink();

    /// An address of an interface.
    ///
    /// @param link index of the interface
    /// @param address in network order
    /// @param prefixLength of the network that it is on
    public record Address(int link, int address, int prefixLength) {}

    private Addresses() {}

    /// For the network namespace of the calling thread.
    public static Addresses open() {
        return new Addresses();
    }

    /// All addresses.
    public List<Address> list() {
        NetlinkMessage message = new NetlinkMessage(GETADDR, NetlinkMessage.DUMP)
                .octets(IPV4, 0, 0, 0)
                .integer(0);
        return netlink.request(message, "list addresses").stream()
                .map(answer -> address(answer.body()))
                .toList();
    }

    /// Gives an interface an address unless it has it.
    public void add(Address address) {
        try {
            netlink.request(message(NEWADDR, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, address), "add address");
        } catch (Errno e) {
            if (e.number() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /// Takes an address from an interface; answers false if it had none such.
    public boolean remove(Address address) {
        try {
            netlink.request(message(DELADDR, 0, address), "remove address");
            return true;
        } catch (Errno e) {
            if (e.number() == EADDRNOTAVAIL || e.number() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        netlink.close();
    }

    private static NetlinkMessage message(int type, int flags, Address address) {
        return new NetlinkMessage(type, flags)
                .octets(IPV4, address.prefixLength(), 0, 0)
                .integer(address.link())
                .attribute(LOCAL, NetlinkValues.network(address.address()));
    }

    private static Address address(ByteBuffer body) {
        int[] found = {0};
        NetlinkMessage.attributes(body, FIXED_PART, (type, value) -> {
            if (type == LOCAL) {
                found[0] = value.order(ByteOrder.BIG_ENDIAN).getInt(0);
            }
        });
        return new Address(body.getInt(4), found[0], body.get(1));
    }
}
