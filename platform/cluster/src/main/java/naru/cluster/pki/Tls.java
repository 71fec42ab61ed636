package naru.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Encrypted connections within the cluster: both sides trust its authority and no other.
public final class Tls {
    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    /// For the API's listener. It takes client certificates of the authority; others end the handshake.
    public static SSLContext server(ServerKeys keys, X509Certificate authority) {
        return context(new KeyManager[] {keys}, trust(authority));
    }

    /// For a client of the API.
    ///
    /// @param identity null to show no certificate
    public static SSLContext client(X509Certificate authority, @Nullable Identity identity) {
        return context(identity == null ? null : keys(identity, authority), trust(authority));
    }

    /// With a trust of the caller's own, and no certificate.
    public static SSLContext client(TrustManager trust) {
        return context(null, new TrustManager[] {trust});
    }

    private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw Fault.internal("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(Identity identity, X509Certificate authority) {
        try {
            KeyStore store = empty();
            store.setKeyEntry(
                    "client", identity.key(), NO_PASSWORD, new Certificate[] {identity.certificate(), authority});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw Fault.internal("a key cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(X509Certificate authority) {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("ca", authority);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw Fault.internal("a certificate cannot be trusted: " + e.getMessage(), e);
        }
    }

    /// Only a shape that the factories take: PKCS12's would derive keys for long, to hide a key from ourselves.
    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
