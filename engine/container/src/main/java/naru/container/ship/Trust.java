package naru.container.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import naru.base.Fault;
import naru.base.Pem;
import org.jspecify.annotations.Nullable;

/// Whom a driver trusts over TLS: a file of authorities, the machine's own, or anybody if it is told so; and what it
/// shows of itself.
final class Trust {
    private Trust() {}

    /// Whether the server may be anybody.
    static boolean anyName(Map<String, String> options, String prefix) {
        return !options.getOrDefault(prefix + "skip-verify", "").isEmpty();
    }

    /// What connections to a log server trust and show; an IOException for files that cannot be read.
    static SSLContext of(Map<String, String> options, String prefix) throws IOException {
        String authorities = options.getOrDefault(prefix + "ca-cert", "");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trusted = anyName(options, prefix)
                    ? new TrustManager[] {new Anybody()}
                    : authorities.isEmpty() ? null : trust(authorities);
            context.init(own(options, prefix), trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// The certificate by which a server knows us, if there is one.
    private static KeyManager @Nullable [] own(Map<String, String> options, String prefix)
            throws IOException, GeneralSecurityException {
        String certificate = options.getOrDefault(prefix + "cert", "");
        String key = options.getOrDefault(prefix + "key", "");
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IOException(prefix + "cert and " + prefix + "key are two halves: one of them is missing");
        }
        char[] password = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        store.setKeyEntry(
                "own",
                read(key, Pem::key),
                password,
                read(certificate, Pem::certificates).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static <T> T read(String file, Function<String, T> reader) throws IOException {
        try {
            return reader.apply(Files.readString(Path.of(file)));
        } catch (Fault e) {
            throw new IOException(file + ": " + e.sentence(), e);
        }
    }

    private static TrustManager[] trust(String file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        int number = 0;
        for (Certificate one : read(file, Pem::certificates)) {
            store.setCertificateEntry("ca" + number++, one);
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
