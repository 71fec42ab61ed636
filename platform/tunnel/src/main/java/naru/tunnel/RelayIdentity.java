package naru.tunnel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import naru.base.Fault;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The relay's key and self-signed certificate, made once and kept in DATA/relay/identity, readable by its owner: the
/// key (PKCS #8) and the certificate in base64, a line each.
///
/// Agents know the relay by the certificate's fingerprint alone, so names and dates in it have no meaning.
///
/// @param key a secret
/// @param certificate of its public half
record RelayIdentity(PrivateKey key, X509Certificate certificate) {
    private static final String ALIAS = "relay";

    /// Opens the identity of the instance, making it the first time.
    static synchronized RelayIdentity open(Path data) {
        Path folder = data.resolve("relay");
        Path file = folder.resolve("identity");
        try {
            if (Files.exists(file)) {
                return read(file);
            }
            RelayIdentity made = Earlier.exists(folder) ? Earlier.read(folder) : create();
            made.write(folder, file);
            return made;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | OperatorCreationException e) {
            throw Fault.internal("cannot read or make the relay's certificate in " + file + ": " + e.getMessage(), e);
        }
    }

    private static RelayIdentity read(Path file) throws IOException, GeneralSecurityException {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new IOException("it is damaged");
        }
        byte[] key = Base64.getDecoder().decode(lines.getFirst());
        byte[] certificate = Base64.getDecoder().decode(lines.getLast());
        return new RelayIdentity(
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate)));
    }

    /// SHA-256 of the certificate, 64 hexadecimal digits.
    String fingerprint() {
        try {
            return fingerprint(certificate);
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
            // Only a shape that the factory takes: PKCS12's would derive keys for long, to hide the key from ourselves.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, new char[0], new Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw Fault.internal("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static RelayIdentity create() throws GeneralSecurityException, OperatorCreationException {
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
        return new RelayIdentity(pair.getPrivate(), certificate);
    }

    private void write(Path folder, Path file) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path fresh = folder.resolve("identity.new");
        Files.deleteIfExists(fresh);
        Base64.Encoder encoder = Base64.getEncoder();
        String text = encoder.encodeToString(key.getEncoded()) + "\n" + encoder.encodeToString(certificate.getEncoded())
                + "\n";
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "RelayIdentity[" + fingerprint() + "]";
    }

    /// How it was kept before: as PKCS #12, which took a third of a second to read.
    private static final class Earlier {
        private static final char[] PASSWORD = "naru".toCharArray();

        static boolean exists(Path folder) {
            return Files.exists(folder.resolve("identity.p12"));
        }

        static RelayIdentity read(Path folder) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("identity.p12"))), PASSWORD);
            return new RelayIdentity(
                    (PrivateKey) store.getKey(ALIAS, PASSWORD), (X509Certificate) store.getCertificate(ALIAS));
        }
    }
}
