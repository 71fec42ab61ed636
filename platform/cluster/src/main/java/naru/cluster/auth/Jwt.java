package naru.cluster.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// JSON Web Tokens signed with ES256 (RFC 7515, 7518 section 3.4, 7519), and no other algorithm.
final class Jwt {
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final int MAX = 8 << 10;

    private Jwt() {}

    /// A signed token.
    ///
    /// @param keyId names the key for those who verify
    static String sign(Object claims, PrivateKey key, String keyId) {
        String signed = encode(Json.write(Map.of("alg", "ES256", "kid", keyId))) + "." + encode(Json.write(claims));
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw Fault.internal("a token cannot be signed", e);
        }
    }

    /// Whether a text has the form of such a token; nothing is verified.
    static boolean looksLike(String token) {
        return token.startsWith("ey") && token.chars().filter(c -> c == '.').count() == 2;
    }

    /// The claims of a token that the key signed; nothing for any other text. Times and names are the
    /// caller's to look at.
    static Optional<JsonNode> verify(String token, PublicKey key) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > MAX) {
            return Optional.empty();
        }
        try {
            JsonNode head = Json.tree(decode(parts[0]));
            if (!head.path("alg").asString("").equals("ES256") || head.has("crit")) {
                return Optional.empty();
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
            boolean genuine = signature.verify(decode(parts[2]));
            return genuine ? Optional.of(Json.tree(decode(parts[1]))) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException | Fault malformed) {
            return Optional.empty();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
