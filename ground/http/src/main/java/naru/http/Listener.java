package naru.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One address that is listened on, and what answers there.
///
/// @param name for logs, such as `docker`
/// @param address a Unix socket or a TCP address; port 0 takes any free one
/// @param handler answers requests
/// @param failures tells faults
/// @param limits what clients may send
/// @param tls keys of an encrypted TCP listener, or null for a plain one
/// @param clientCertificates whether a TLS client is asked who it is
public record Listener(
        String name,
        SocketAddress address,
        Handler handler,
        Failures failures,
        Limits limits,
        @Nullable SSLContext tls,
        ClientCertificates clientCertificates) {
    /// Whether TLS clients are asked for a certificate; one that the keys' trust does not cover ends the handshake.
    public enum ClientCertificates {
        /// They are not asked.
        NONE,
        /// They may show one: see [Exchange#clientCertificate()].
        WANTED,
        /// They must show one.
        NEEDED
    }

    /// A listener on a Unix socket, which gets mode 0660 and the group `docker` where there is one.
    public static Listener unix(String name, Path socket, Handler handler, Failures failures) {
        return new Listener(
                name,
                UnixDomainSocketAddress.of(socket),
                handler,
                failures,
                Limits.DEFAULT,
                null,
                ClientCertificates.NONE);
    }

    /// A plain TCP listener.
    public static Listener tcp(String name, InetSocketAddress address, Handler handler, Failures failures) {
        return new Listener(name, address, handler, failures, Limits.DEFAULT, null, ClientCertificates.NONE);
    }

    /// The same, encrypted.
    public Listener withTls(SSLContext context, boolean needClientCertificates) {
        return withTls(context, needClientCertificates ? ClientCertificates.NEEDED : ClientCertificates.NONE);
    }

    /// The same, encrypted.
    public Listener withTls(SSLContext context, ClientCertificates certificates) {
        return new Listener(name, address, handler, failures, limits, context, certificates);
    }

    /// The same at another TCP address.
    public Listener at(InetSocketAddress other) {
        return new Listener(name, other, handler, failures, limits, tls, clientCertificates);
    }

    /// The same with other limits.
    public Listener withLimits(Limits other) {
        return new Listener(name, address, handler, failures, other, tls, clientCertificates);
    }
}
