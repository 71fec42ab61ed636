package naru.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 over named parts: what a cached step or a tree of files is known by. For one thread.
final class Key {
    private final MessageDigest digest;

    Key(String kind) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        add(kind);
    }

    /// Adds a part; its length is part of the key, so that parts do not run together.
    Key add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
        return this;
    }

    /// Adds a number.
    Key add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    /// Adds all that a stream holds.
    Key add(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int n; (n = in.read(buffer)) > 0; total += n) {
            digest.update(buffer, 0, n);
        }
        return add(total);
    }

    /// The key in hexadecimal; nothing may be added afterwards.
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
