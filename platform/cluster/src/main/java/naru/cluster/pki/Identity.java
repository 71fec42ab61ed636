package naru.cluster.pki;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Pem;

/// A private key with the certificate that says whose it is. One file holds both, so that they always
/// belong together.
///
/// @param key a secret
/// @param certificate of the key's public half
public record Identity(PrivateKey key, X509Certificate certificate) {
    /// Reads one from a file; nothing if there is no file, INTERNAL if its parts do not belong
    /// together.
    public static Optional<Identity> read(Path file) {
        return PrivateFile.read(file).map(text -> {
            try {
                Identity found = new Identity(Pem.key(text), Pem.certificate(text));
                found.check();
                return found;
            } catch (Fault e) {
                throw Fault.internal(file + " is damaged: " + e.sentence(), e);
            }
        });
    }

    /// Writes it to a file that only its owner may read.
    public void write(Path file) {
        PrivateFile.write(file, Pem.of(key) + Pem.of(certificate));
    }

    /// Whether less than a third of its time is left, or it is not yet valid.
    public boolean due(Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        return now.isBefore(begin)
                || now.isAfter(end.minus(Duration.between(begin, end).dividedBy(3)));
    }

    private void check() {
        try {
            String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            byte[] sample = {1};
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(sample);
            if (!verifier.verify(signer.sign())) {
                throw Fault.invalid("the key is not the certificate's");
            }
        } catch (GeneralSecurityException e) {
            throw new Fault(Fault.Kind.INVALID, "the key is not the certificate's", e);
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}
