package naru.tunnel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import naru.base.Fault;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The relay's key and self-signed certificate, made once and kept in DATA/relay/identity.p12, readable by its
/// owner.
///
/// Agents know the relay by the certificate's fingerprint alone, so names and dates in it have no meaning.
final class RelayIdentity {
    private static final char[] NO_PASSWORD = "naru".toCharArray(); // the file's mode protects it; the format wants one
    private static final String ALIAS = "relay";

    private final KeyStore store;

    private RelayIdentity(KeyStore store) {
        this.store = store;
    }

    /// Opens the identity of the instance, making it the first time.
    static synchronized RelayIdentity open(Path data) {
        Path folder = data.resolve("relay");
        Path file = folder.resolve("identity.p12");
        try {
            if (!Files.exists(file)) {
                write(folder, file, create());
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), NO_PASSWORD);
            return new RelayIdentity(store);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw Fault.internal("cannot read or make the relay's certificate in " + file + ": " + e.getMessage(), e);
        }
    }

    /// SHA-256 of the certificate, 64 hexadecimal digits.
    String fingerprint() {
        try {
            return fingerprint(store.getCertificate(ALIAS));
        } catch (GeneralSecurityException e) {
            throw Fault.internal("the relay's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /// SHA-256 of any certificate's encoding.
    static String fingerprint(Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    /// A TLS context that presents this identity.
    SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw Fault.internal("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyStore create() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=naru relay");
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(365L * 100))),
                name,
                pair.getPublic());
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(ALIAS, pair.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
        return store;
    }

    private static void write(Path folder, Path file, KeyStore store) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path fresh = folder.resolve("identity.p12.new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            store.store(out, NO_PASSWORD);
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
