package naru.cluster.join;

import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/// A machine's membership while its daemon runs: its certificate is renewed before it ends, and connections that begin
/// afterwards show the new one. Safe for use by many threads.
public final class LiveMembership {
    private volatile Shown shown;

    private record Shown(Membership membership, SSLContext tls) {
        static Shown of(Membership membership) {
            return new Shown(membership, membership.tls().get());
        }
    }

    /// Begins with what was read.
    public LiveMembership(Membership membership) {
        this.shown = Shown.of(membership);
    }

    /// As it is now.
    public Membership now() {
        return shown.membership();
    }

    /// TLS as this node: whoever asks for each connection shows the latest certificate.
    public Supplier<SSLContext> tls() {
        return () -> shown.tls();
    }

    /// Replaces it if it is time to.
    ///
    /// @param renewal answers with another certificate; a fault leaves things as they are
    public synchronized void renew(Instant now, UnaryOperator<Membership> renewal) {
        if (shown.membership().identity().due(now)) {
            shown = Shown.of(renewal.apply(shown.membership()));
        }
    }
}
