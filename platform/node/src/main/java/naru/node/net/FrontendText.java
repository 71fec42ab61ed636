package naru.node.net;

import java.util.List;
import naru.node.net.Balance.Backend;

/// How a [Frontend] with a [Balance] is written in nftables. Pure.
///
/// @param frontend where
/// @param count how many endpoints
/// @param affinitySeconds 0 for none
record FrontendText(Frontend frontend, int count, int affinitySeconds) {
    private static final String CLIENT = "ip saddr . meta l4proto . ip daddr . th dport";

    static FrontendText of(Frontend frontend, Balance balance) {
        return new FrontendText(frontend, balance.backends().size(), balance.affinitySeconds());
    }

    boolean sticky() {
        return affinitySeconds > 0;
    }

    /// The map that leads from the frontend to its chain.
    String entry() {
        return onNode() ? "nodeports" : "services";
    }

    /// The map that leads from a slot to an endpoint.
    String targets() {
        return (onNode() ? "nodeport_" : "service_") + (sticky() ? "choices" : "targets");
    }

    /// The frontend as a key.
    String key() {
        return switch (frontend) {
            case Frontend.OnAddress one -> one.protocol() + " . " + one.address() + " . " + one.port();
            case Frontend.OnNode one -> one.protocol() + " . " + one.port();
        };
    }

    /// The chain that chooses a slot: one for all frontends with so many endpoints.
    String chain() {
        return (onNode() ? "nodeport_" : "service_") + (sticky() ? "sticky_" : "any_") + count;
    }

    /// The rules of [#chain].
    List<String> rules() {
        String key = "meta l4proto . " + (onNode() ? "" : "ip daddr . ") + "th dport";
        String choice = "numgen random mod " + count + " . " + key;
        return sticky()
                ? List.of("dnat ip to " + CLIENT + " map @affinity", choice + " vmap @" + targets())
                : List.of("dnat ip to " + choice + " map @" + targets());
    }

    /// What a slot leads to.
    String target(Backend backend) {
        return sticky() ? "goto " + endpointChain(backend) : backend.address() + " . " + backend.port();
    }

    /// The chain that binds a client to an endpoint.
    String endpointChain(Backend backend) {
        return "bind_" + backend.address().replace('.', '_') + "_" + backend.port() + "_" + affinitySeconds;
    }

    /// The rules of [#endpointChain].
    List<String> endpointRules(Backend backend) {
        return List.of(
                "update @affinity { " + CLIENT + " timeout " + affinitySeconds + "s : " + backend.address() + " . "
                        + backend.port() + " }",
                "meta l4proto { tcp, udp, sctp } dnat ip to " + backend.address() + ":" + backend.port());
    }

    private boolean onNode() {
        return switch (frontend) {
            case Frontend.OnAddress _ -> false;
            case Frontend.OnNode _ -> true;
        };
    }
}
