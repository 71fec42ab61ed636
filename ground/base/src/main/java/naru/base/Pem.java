package naru.base;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and keys as text (RFC 7468).
public final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s([^-]*)-----END \\1-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private Pem() {}

    /// A certificate's text.
    public static String of(X509Certificate certificate) {
        try {
            return encode(CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw Fault.internal("a certificate cannot be encoded", e);
        }
    }

    /// A private key's text (PKCS #8, not encrypted).
    public static String of(PrivateKey key) {
        return encode(KEY, key.getEncoded());
    }

    /// A public key's text.
    public static String of(PublicKey key) {
        return encode(PUBLIC, key.getEncoded());
    }

    /// The public key of an elliptic curve in a text; INVALID if there is none.
    public static PublicKey curveKey(String text) {
        byte[] der =
                blocks(PUBLIC, text).stream().findFirst().orElseThrow(() -> Fault.invalid("there is no public key"));
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new Fault(Fault.Kind.INVALID, "a public key cannot be read", e);
        }
    }

    /// The certificates in a text, in its order; INVALID if one cannot be read.
    public static List<X509Certificate> certificates(String text) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] der : blocks(CERTIFICATE, text)) {
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new Fault(Fault.Kind.INVALID, "a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /// The one certificate in a text; INVALID if there is none.
    public static X509Certificate certificate(String text) {
        return certificates(text).stream().findFirst().orElseThrow(() -> Fault.invalid("there is no certificate"));
    }

    /// The private key in a text, of an elliptic curve or RSA; INVALID if there is none in PKCS #8, not encrypted.
    public static PrivateKey key(String text) {
        byte[] der = blocks(KEY, text).stream()
                .findFirst()
                .orElseThrow(
                        () -> Fault.invalid("there is no private key of PKCS #8; 'openssl pkcs8 -topk8 -nocrypt -in"
                                + " KEY' makes one of another form"));
        try {
            try {
                return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException notEc) {
                return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
            }
        } catch (GeneralSecurityException e) {
            throw new Fault(Fault.Kind.INVALID, "a private key cannot be read", e);
        }
    }

    private static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static List<byte[]> blocks(String label, String text) {
        List<byte[]> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        try {
            while (matcher.find()) {
                if (matcher.group(1).equals(label)) {
                    found.add(Base64.getMimeDecoder().decode(matcher.group(2).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "malformed base64 between BEGIN and END " + label, e);
        }
        return found;
    }
}
