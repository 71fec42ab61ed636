package naru.cluster.auth;

/// Finds out who calls. Safe for use by many threads.
@FunctionalInterface
public interface Authenticator {
    /// The caller that the credentials prove; [Caller#anonymous] if there are none.
    ///
    /// @throws naru.base.Fault UNAUTHORIZED if there are some and they prove nothing: an unknown, forged
    ///     or expired token, a certificate of another authority. The sentence does not repeat it.
    Caller authenticate(Credentials credentials);
}
