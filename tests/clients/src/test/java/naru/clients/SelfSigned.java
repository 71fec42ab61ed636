package naru.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import naru.base.Pem;
import naru.tests.Program;

/// A key and a certificate of 127.0.0.1 that nobody has signed but itself.
///
/// @param certificate file of PEM
/// @param key file of PEM
record SelfSigned(KeyStore store, Path certificate, Path key) {
    private static final String PASSWORD = "password";
    private static final String ALIAS = "self";

    /// Made by the JDK's keytool.
    static SelfSigned make(Path folder, String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String line = tool + " -genkeypair -alias " + ALIAS + " -keyalg RSA -keysize 2048 -dname CN=" + name
                + " -ext SAN=ip:127.0.0.1 -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + file;
        Program.run(List.of(line.split(" ")), Map.of(), new byte[0], Duration.ofMinutes(1))
                .ok();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate(ALIAS);
        PrivateKey key = (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray());
        return new SelfSigned(
                store,
                Files.writeString(folder.resolve(name + ".pem"), Pem.of(certificate)),
                Files.writeString(folder.resolve(name + ".key"), Pem.of(key)));
    }

    /// Of one that shows this certificate and trusts the other.
    SSLContext trusting(SelfSigned other) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        trusted.setCertificateEntry(ALIAS, other.store.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
