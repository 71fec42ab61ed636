package naru.network;

import java.util.Locale;
import naru.base.Fault;

/// How far Naru makes way for containers through the firewall of the host's administrator.
public enum FirewallMode {
    /// Nothing is written outside of Naru's own tables: what another table drops stays dropped, whether it is going out
    /// or coming in. A published port is open outside if the host's input chains and forward chains accept it.
    STRICT,

    /// Forward chains that drop by default get rules that let containers' own connections out, and those in
    /// that the input chains have accepted. A published port is open outside if the host's input chains accept it.
    INPUT,

    /// As [#INPUT], but published ports are open whatever the host's input chains say, as with Docker.
    OPEN;

    /// Reads the word of the option; INVALID for another one.
    public static FirewallMode of(String word) {
        for (FirewallMode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw Fault.invalid("invalid firewall mode " + word + ": strict, input or open");
    }

    /// The word of the option.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
