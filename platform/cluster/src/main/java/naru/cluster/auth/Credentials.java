package naru.cluster.auth;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a request brings to prove whose it is.
///
/// @param certificates the client's chain from the TLS handshake, its own first; empty if it showed
///     none
/// @param authorization the header `Authorization` as sent, or empty
public record Credentials(List<X509Certificate> certificates, String authorization) {
    private static final String BEARER = "bearer ";

    /// Copies the chain.
    public Credentials {
        certificates = List.copyOf(certificates);
    }

    /// The bearer token, or empty if there is none.
    public String bearer() {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }

    @Override
    public String toString() {
        return "Credentials[" + certificates.size() + " certificates" + (authorization.isEmpty() ? "]" : ", header]");
    }
}
