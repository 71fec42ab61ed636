package naru.network;

import java.nio.file.Path;
import java.util.function.Consumer;

/// What an instance's networks are made from.
///
/// @param pool CIDR from which networks without a subnet of their own are cut
/// @param slice prefix length of a cut
/// @param resolvConf the host's resolver configuration
/// @param firewall how far way is made through the host's own firewall
/// @param listener told about what happens to networks; it must return at once
public record NetworkOptions(
        String pool, int slice, Path resolvConf, FirewallMode firewall, Consumer<NetworkEvent> listener) {
    /// 10.61.0.0/16 in slices of /24, the host's /etc/resolv.conf, and nobody listening.
    public static NetworkOptions defaults() {
        return new NetworkOptions("10.61.0.0/16", 24, Path.of("/etc/resolv.conf"), FirewallMode.STRICT, _ -> {});
    }

    /// The same with another pool.
    public NetworkOptions withPool(String cidr, int sliceLength) {
        return new NetworkOptions(cidr, sliceLength, resolvConf, firewall, listener);
    }

    /// The same with another firewall mode.
    public NetworkOptions withFirewall(FirewallMode mode) {
        return new NetworkOptions(pool, slice, resolvConf, mode, listener);
    }

    /// The same with a listener.
    public NetworkOptions withListener(Consumer<NetworkEvent> told) {
        return new NetworkOptions(pool, slice, resolvConf, firewall, told);
    }
}
