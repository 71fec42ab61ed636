package naru.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;

/// Who may use the registry: names with salted hashes of their passwords (PBKDF2 with SHA-256, 210,000 rounds, as
/// OWASP's password storage cheat sheet says). While there is none, everybody may. Safe for use by many threads.
public final class Accounts {
    private static final String COLLECTION = "registry-account";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.@-]{0,127}");
    private static final int ROUNDS = 210_000;
    private static final int BITS = 256;
    private static final int SALT = 16;
    private static final int LEAST = 8;
    private static final int MAX_REMEMBERED = 64;

    private final Documents documents;
    private final Set<String> right = new HashSet<>(); // hashing takes time on purpose: once a password will do

    /// What is kept of an account.
    record Kept(int rounds, String salt, String hash) {}

    /// Opens the accounts that are kept in these documents.
    public Accounts(Documents documents) {
        this.documents = documents;
    }

    /// The names, sorted.
    public List<String> names() {
        return List.copyOf(documents.all(COLLECTION).keySet());
    }

    /// Whether nobody has to say who they are.
    public boolean isOpen() {
        return documents.all(COLLECTION).isEmpty();
    }

    /// Makes an account, or gives it another password; INVALID for a name with other characters than letters, digits
    /// and `_.@-`, and for a password of fewer than 8 characters.
    public void put(String name, String password) {
        if (!NAME.matcher(name).matches()) {
            throw Fault.invalid("the name \"" + name + "\" must be letters, digits and _.@-, 128 at most");
        }
        if (password.length() < LEAST) {
            throw Fault.invalid("the password is shorter than " + LEAST + " characters");
        }
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        HexFormat hex = HexFormat.of();
        Kept kept = new Kept(ROUNDS, hex.formatHex(salt), hex.formatHex(derive(password, salt, ROUNDS)));
        documents.put(COLLECTION, name, Json.write(kept));
        forgetRight();
    }

    /// Takes an account away; NOT_FOUND if there is none of that name.
    public void remove(String name) {
        if (documents.get(COLLECTION, name).isEmpty()) {
            throw Fault.notFound("the registry has no user \"" + name + "\": naru registry user list");
        }
        documents.delete(COLLECTION, name);
        forgetRight();
    }

    /// Whether this is an account's name and password.
    public boolean admits(String name, String password) {
        String seen = fingerprint(name, password);
        synchronized (right) {
            if (right.contains(seen)) {
                return true;
            }
        }
        Optional<byte[]> kept = documents.get(COLLECTION, name);
        boolean admitted = kept.isPresent() && matches(Json.read(kept.get(), Kept.class), password);
        if (admitted) {
            remember(seen);
        }
        return admitted;
    }

    private void remember(String seen) {
        synchronized (right) {
            if (right.size() >= MAX_REMEMBERED) {
                right.clear();
            }
            right.add(seen);
        }
    }

    private void forgetRight() {
        synchronized (right) {
            right.clear();
        }
    }

    private static boolean matches(Kept kept, String password) {
        HexFormat hex = HexFormat.of();
        byte[] derived = derive(password, hex.parseHex(kept.salt()), kept.rounds());
        return MessageDigest.isEqual(derived, hex.parseHex(kept.hash()));
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

    private static String fingerprint(String name, String password) {
        try {
            byte[] pair = (name + "\0" + password).getBytes(UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pair));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
