package naru.cluster.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import naru.base.Fault;
import naru.base.Pem;
import naru.cluster.pki.Keys;
import naru.cluster.pki.PrivateFile;

/// The key by which the cluster knows the tokens it gave out: DATA/pki/tokens.pem, made once, the same
/// on every server. Safe for use by many threads.
///
/// @param secret signs
/// @param open verifies
/// @param mac marks stored hashes of tokens, so that nobody who can only write objects makes one up
public record SigningKey(PrivateKey secret, PublicKey open, SecretKeySpec mac) {
    private static final String HASH = "HmacSHA256";

    /// Opens the key in DATA/pki, making it the first time.
    public static SigningKey open(Path data) {
        Path file = file(data);
        Optional<String> there = PrivateFile.read(file);
        if (there.isPresent()) {
            return of(there.get());
        }
        KeyPair pair = Keys.curve();
        String text = Pem.of(pair.getPrivate()) + Pem.of(pair.getPublic());
        PrivateFile.write(file, text);
        return of(text);
    }

    /// Puts another server's key in place.
    public static void adopt(Path data, String pem) {
        of(pem);
        PrivateFile.write(file(data), pem);
    }

    /// The key: for another server of the cluster only.
    public String reveal() {
        return Pem.of(secret) + Pem.of(open);
    }

    /// What names the key in tokens.
    public String id() {
        return Keys.fingerprint(open).substring(0, 16);
    }

    /// A text's mark, 64 hexadecimal digits.
    String mark(String text) {
        try {
            Mac hash = Mac.getInstance(HASH);
            hash.init(mac);
            return HexFormat.of().formatHex(hash.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw Fault.internal("this Java has no " + HASH, e);
        }
    }

    private static SigningKey of(String text) {
        PrivateKey secret = Pem.key(text);
        return new SigningKey(secret, Pem.curveKey(text), new SecretKeySpec(Keys.sha256(secret.getEncoded()), HASH));
    }

    private static Path file(Path data) {
        return data.resolve("pki").resolve("tokens.pem");
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }
}
