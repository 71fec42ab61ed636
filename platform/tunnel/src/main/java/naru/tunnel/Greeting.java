package naru.tunnel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The JSON of the handshake's frames.
final class Greeting {
    /// The protocol's version; another one is refused.
    static final int VERSION = 1;

    /// The protocol's name in TLS (ALPN).
    static final String ALPN = "naru/1";

    private Greeting() {}

    /// What an agent says first.
    ///
    /// @param version [#VERSION]
    /// @param secret the token's
    /// @param name wanted name, if any
    /// @param target what the tunnel leads to, for people and to find a drawn name again
    /// @param resume secret of the session to replace, if there was one
    record Hello(
            int version,
            String secret,
            @Nullable String name,
            String target,
            @Nullable String resume) {
        Optional<String> wanted() {
            return Optional.ofNullable(name);
        }

        @Override
        public String toString() {
            return "Hello[name=" + name + ", target=" + target + "]";
        }
    }

    /// The relay's yes.
    ///
    /// @param name the name held
    /// @param url its public address
    /// @param resume secret with which this session can be replaced at once
    /// @param epoch grows with every session of the name
    record Welcome(String name, String url, String resume, long epoch) {}

    /// The relay's no; `permanent` when trying again is no use.
    record Refusal(String sentence, boolean permanent) {}

    /// What the relay says about a stream.
    ///
    /// @param from address of the client
    record Opening(String from) {}
}
