package naru.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import naru.base.Fault;

/// Makes keys, and names them by their hashes.
public final class Keys {
    private Keys() {}

    /// A new key pair on the curve P-256.
    public static KeyPair curve() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (InvalidAlgorithmParameterException e) {
            throw Fault.internal("this Java has no curve P-256", e);
        } catch (GeneralSecurityException e) {
            throw Fault.internal("this Java makes no keys", e);
        }
    }

    /// A new RSA pair of 2048 bits: for clients whose libraries know nothing else.
    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw Fault.internal("this Java makes no RSA keys", e);
        }
    }

    /// SHA-256 of a public key's encoding (SubjectPublicKeyInfo), 64 hexadecimal digits: what kubeadm
    /// calls a CA's hash, without its `sha256:`.
    public static String fingerprint(PublicKey key) {
        return HexFormat.of().formatHex(sha256(key.getEncoded()));
    }

    /// SHA-256.
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw Fault.internal("this Java has no SHA-256", e);
        }
    }
}
