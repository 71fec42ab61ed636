package naru.cluster.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Pem;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of Naru's own, the cluster's or the Docker API's: its key and certificate in
/// FOLDER/pki/ca.pem, made once, valid for 10 years. Whoever has them is master of all that trusts it. Safe for use
/// by many threads.
public final class ClusterCa {
    /// How long what it signs is valid.
    public static final Duration LIFE = Duration.ofDays(365);

    private static final Duration OWN_LIFE = Duration.ofDays(3650);
    private static final Duration CLOCKS = Duration.ofHours(1); // other machines' clocks may be behind ours
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity identity;
    private final InstantSource clock;

    private ClusterCa(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /// Opens the authority in DATA/pki, making it the first time.
    ///
    /// @throws Fault INTERNAL if its file is damaged
    public static ClusterCa open(Path data, InstantSource clock) {
        Path file = file(data);
        Optional<Identity> there = Identity.read(file);
        if (there.isPresent()) {
            return new ClusterCa(there.get(), clock);
        }
        KeyPair pair = Keys.curve();
        Identity made = new Identity(pair.getPrivate(), selfSigned(pair, clock.instant()));
        made.write(file);
        return new ClusterCa(made, clock);
    }

    /// Puts another server's authority in place, so that several servers are one cluster.
    ///
    /// @throws Fault CONFLICT if there is another one already
    public static void adopt(Path data, String pem) {
        Path file = file(data);
        Identity given = new Identity(Pem.key(pem), Pem.certificate(pem));
        Identity.read(file)
                .filter(there -> !there.certificate().equals(given.certificate()))
                .ifPresent(_ -> {
                    throw Fault.conflict("this folder belongs to another cluster: use an empty one (--data)");
                });
        given.write(file);
    }

    private static Path file(Path data) {
        return data.resolve("pki").resolve("ca.pem");
    }

    /// Its certificate.
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /// SHA-256 of its public key, 64 hexadecimal digits: how nodes that join know it.
    public String fingerprint() {
        return Keys.fingerprint(identity.certificate().getPublicKey());
    }

    /// Key and certificate: for another server of the cluster only.
    public String reveal() {
        return Pem.of(identity.key()) + Pem.of(identity.certificate());
    }

    /// A certificate for a client: who it is when it calls the API.
    public X509Certificate client(PublicKey key, Subject subject) {
        return client(key, subject, LIFE);
    }

    /// A certificate for a client, valid for as long as `life` from now.
    public X509Certificate client(PublicKey key, Subject subject, Duration life) {
        return sign(key, subject.distinguished(), KeyPurposeId.id_kp_clientAuth, List.of(), life);
    }

    /// A certificate for a server of the API, or for a node's own listener.
    ///
    /// @param names DNS names and addresses by which it is reached
    public X509Certificate server(PublicKey key, Subject subject, Set<String> names) {
        List<GeneralName> all =
                names.stream().sorted().map(ClusterCa::alternative).toList();
        return sign(key, subject.distinguished(), KeyPurposeId.id_kp_serverAuth, all, LIFE);
    }

    /// Whether a certificate is signed by this authority, and valid now.
    public boolean signed(X509Certificate certificate) {
        try {
            certificate.verify(identity.certificate().getPublicKey());
            certificate.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The time that the authority goes by.
    InstantSource clock() {
        return clock;
    }

    private X509Certificate sign(
            PublicKey key, X500Name subject, KeyPurposeId purpose, List<GeneralName> names, Duration life) {
        Instant now = clock.instant();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    identity.certificate(),
                    serial(),
                    Date.from(now.minus(CLOCKS)),
                    Date.from(now.plus(life)),
                    new javax.security.auth.x500.X500Principal(encoded(subject)),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(identity.certificate()));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return finish(builder, identity.key());
        } catch (CertIOException | GeneralSecurityException e) {
            throw Fault.internal("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private static X509Certificate selfSigned(KeyPair pair, Instant now) {
        X500Name name = new Subject("naru cluster " + serial().toString(36).substring(0, 8), List.of()).distinguished();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    serial(),
                    Date.from(now.minus(CLOCKS)),
                    Date.from(now.plus(OWN_LIFE)),
                    name,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return finish(builder, pair.getPrivate());
        } catch (CertIOException | GeneralSecurityException e) {
            throw Fault.internal("the cluster's authority cannot be made: " + e.getMessage(), e);
        }
    }

    private static X509Certificate finish(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static byte[] encoded(X500Name name) {
        try {
            return name.getEncoded();
        } catch (IOException e) {
            throw Fault.internal("a name cannot be encoded", e);
        }
    }

    private static GeneralName alternative(String name) {
        boolean address = name.contains(":") || name.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }
}
