package naru.network;

import java.util.ArrayList;
import java.util.List;

/// A rule that accepts what containers send or get, in the words of nft(8) and iptables(8).
///
/// @param in interface by which packets come, `nb0*` for all that begin so, or empty
/// @param out interface by which they leave, or empty
/// @param state of their connection
record HostRule(String in, String out, State state) {
    /// Which packets of connections are meant.
    enum State {
        /// All.
        ANY,
        /// Those of connections that both sides know.
        ESTABLISHED,
        /// Those of connections to published ports.
        PUBLISHED
    }

    /// For nft.
    String nft(String comment) {
        String condition = switch (state) {
            case ANY -> "";
            case ESTABLISHED -> "ct state established,related ";
            case PUBLISHED -> "ct status dnat ";
        };
        return (in.isEmpty() ? "" : "iifname \"" + in + "\" ") + (out.isEmpty() ? "" : "oifname \"" + out + "\" ")
                + condition + "accept comment \"" + comment + "\"";
    }

    /// For iptables, after the name of the chain.
    List<String> iptables(String comment) {
        List<String> words = new ArrayList<>();
        if (!in.isEmpty()) {
            words.addAll(List.of("-i", in.replace('*', '+')));
        }
        if (!out.isEmpty()) {
            words.addAll(List.of("-o", out.replace('*', '+')));
        }
        switch (state) {
            case ANY -> {}
            case ESTABLISHED -> words.addAll(List.of("-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED"));
            case PUBLISHED -> words.addAll(List.of("-m", "conntrack", "--ctstate", "DNAT"));
        }
        words.addAll(List.of("-m", "comment", "--comment", comment, "-j", "ACCEPT"));
        return words;
    }
}
