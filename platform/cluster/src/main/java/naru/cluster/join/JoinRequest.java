package naru.cluster.join;

import java.util.Objects;

/// What a machine asks when it joins, or (without a token, by its certificate) for another certificate.
///
/// @param token `ID.SECRET`, or empty
/// @param node what it wants to be called
/// @param key its public key, as PEM
/// @param server whether it wants to serve the API too
public record JoinRequest(String token, String node, String key, boolean server) {
    /// What is absent is empty.
    @SuppressWarnings("NullAway") // as JSON readers call it
    public JoinRequest {
        token = Objects.requireNonNullElse(token, "");
        node = Objects.requireNonNullElse(node, "");
        key = Objects.requireNonNullElse(key, "");
    }

    /// Without the token.
    @Override
    public String toString() {
        return "JoinRequest[" + node + "]";
    }
}
