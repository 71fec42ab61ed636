package naru.network;

/// How connections from outside come to published ports.
///
/// The first packet of a connection goes to the host's input chains like one for a program of the host. If they accept
/// it, the last of them, which is Naru's, sends a copy through a pair of interfaces back to where packets come in, and
/// there, and nowhere else, it is led to the container.
///
/// @param out the interface by which the copy leaves
/// @param index of that interface, as nft looks up names in whichever network namespace its caller is;
///     0 while it is not there
/// @param in the interface by which it comes back
/// @param direct no such detour: what comes in is led to the container before any input chain sees it
/// @param strictPaths the host drops packets whose sender it would not answer by the same interface
///     (`rp_filter` 1), so the copy cannot come back: the client's next attempt, a second later, is led to the
///     container
record Entrance(String out, int index, String in, boolean direct, boolean strictPaths) {
    /// Address of the interface by which copies come back.
    static final String ADDRESS = "169.254.77.2";

    /// Address of the interface by which copies leave.
    static final String OUT_IPV6 = "fe80::1";

    /// Addresses to which copies are sent; nobody has them.
    static final String GATEWAY_IPV4 = "169.254.77.1";

    static final String GATEWAY_IPV6 = "fe80::2";

    /// The same when its interfaces are there.
    Entrance at(int number) {
        return new Entrance(out, number, in, direct, strictPaths);
    }

    /// The names for an instance.
    static Entrance of(String instanceId, FirewallMode mode, boolean strictPaths) {
        return new Entrance(
                "ne" + instanceId + "o", 0, "ne" + instanceId + "i", mode == FirewallMode.OPEN, strictPaths);
    }
}
