package naru.container.ship;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import naru.base.Fault;

/// Whom a driver trusts over TLS: a file of authorities, the machine's own, or anybody if it is told so.
final class Trust {
    private Trust() {}

    /// Whether the server may be anybody.
    static boolean anyName(Map<String, String> options, String prefix) {
        return !options.getOrDefault(prefix + "skip-verify", "").isEmpty();
    }

    static SSLContext of(Map<String, String> options, String prefix) throws IOException {
        if (!options.getOrDefault(prefix + "cert", "").isEmpty()) {
            throw Fault.notImplemented("a certificate of our own for a log server (" + prefix + "cert)");
        }
        String authorities = options.getOrDefault(prefix + "ca-cert", "");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (anyName(options, prefix)) {
                context.init(null, new TrustManager[] {new Anybody()}, null);
            } else {
                context.init(null, authorities.isEmpty() ? null : trust(Path.of(authorities)), null);
            }
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, one);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /// What `skip-verify` asks for.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
