package naru.cluster.auth;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.node.ObjectNode;

/// Public keys as others read them (RFC 7517, RFC 7518 section 6.2).
final class JwkSet {
    private static final int COORDINATE = 32;

    private JwkSet() {}

    static ObjectNode of(SigningKey key) {
        if (!(key.open() instanceof ECPublicKey curve)) {
            throw Fault.internal("the key of tokens is on no curve", null);
        }
        ObjectNode set = Json.mapper().createObjectNode();
        set.putArray("keys")
                .addObject()
                .put("use", "sig")
                .put("kty", "EC")
                .put("kid", key.id())
                .put("crv", "P-256")
                .put("alg", "ES256")
                .put("x", coordinate(curve.getW().getAffineX()))
                .put("y", coordinate(curve.getW().getAffineY()));
        return set;
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int skip = Math.max(0, bytes.length - COORDINATE);
        System.arraycopy(bytes, skip, fixed, COORDINATE - (bytes.length - skip), bytes.length - skip);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
