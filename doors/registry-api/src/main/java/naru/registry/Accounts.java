package naru.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import naru.base.Fault;

/// Who may use the registry: names with salted hashes of their passwords. Safe for use by many threads.
///
/// A file has one `name:pbkdf2-sha256$ROUNDS$SALT$HASH` a line.
public final class Accounts {
    private static final int ROUNDS = 210_000;
    private static final int MAX_ROUNDS = 10_000_000;
    private static final int BITS = 256;
    private static final int MAX_REMEMBERED = 64;

    private final Map<String, String> hashes;
    private final Map<String, Boolean> right = new LinkedHashMap<>(); // hashing takes time on purpose: once will do

    private Accounts(Map<String, String> hashes) {
        this.hashes = Map.copyOf(hashes);
    }

    /// Reads a file; a malformed line is an INVALID fault that names it.
    public static Accounts read(Path file) {
        Map<String, String> hashes = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.strip().split(":", 2);
                if (!line.isBlank() && (parts.length < 2 || !parts[1].startsWith("pbkdf2-sha256$"))) {
                    throw Fault.invalid(file + ": the line of \"" + parts[0] + "\" is no name and hash");
                }
                if (!line.isBlank()) {
                    hashes.put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "cannot read the registry's accounts in " + file, e);
        }
        return new Accounts(hashes);
    }

    /// The hash to keep for a password.
    public static String hash(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        HexFormat hex = HexFormat.of();
        return "pbkdf2-sha256$" + ROUNDS + "$" + hex.formatHex(salt) + "$"
                + hex.formatHex(derive(password, salt, ROUNDS));
    }

    /// Whether a header `Authorization` has a right name and password.
    public boolean admits(String authorization) {
        String seen = HexFormat.of().formatHex(sha256(authorization));
        synchronized (right) {
            if (right.containsKey(seen)) {
                return true;
            }
        }
        boolean admitted = check(authorization);
        synchronized (right) {
            if (admitted && right.size() < MAX_REMEMBERED) {
                right.put(seen, true);
            }
        }
        return admitted;
    }

    private boolean check(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        String[] pair;
        try {
            pair = new String(
                            Base64.getDecoder()
                                    .decode(authorization.substring(6).strip()),
                            UTF_8)
                    .split(":", 2);
        } catch (IllegalArgumentException e) {
            return false; // not Base64
        }
        String hash = hashes.get(pair[0]);
        if (hash == null || pair.length < 2) {
            return false;
        }
        String[] parts = hash.split("\\$");
        int rounds = Math.clamp(Integer.parseInt(parts[1]), 1, MAX_ROUNDS);
        byte[] derived = derive(pair[1], HexFormat.of().parseHex(parts[2]), rounds);
        return MessageDigest.isEqual(derived, HexFormat.of().parseHex(parts[3]));
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        try {
            PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, rounds, BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
