package naru.pipeline.credential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;

/// The store of credentials. Values are encrypted by AES-256-GCM with the key in DATA/credentials.key, bound to their
/// id and kind. Safe for use by many threads.
public final class Credentials {
    private static final String COLLECTION = "credentials";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Documents documents;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// What may be shown of a credential.
    public record Summary(String id, String kind, String description, String username) {}

    private record Stored(String id, String kind, String description, String username, String sealed) {}

    /// Credentials in these documents, with the key in this file, which is made if it is not there.
    public Credentials(Documents documents, Path keyFile) {
        this.documents = documents;
        this.key = new SecretKeySpec(loadKey(keyFile), "AES");
    }

    private static byte[] loadKey(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY];
                new SecureRandom().nextBytes(fresh);
                Path temporary = file.resolveSibling(".credentials.key.new");
                Files.deleteIfExists(temporary);
                Files.createFile(
                        temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(temporary, fresh, StandardOpenOption.DSYNC);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
            byte[] key = Files.readAllBytes(file);
            if (key.length != KEY) {
                throw Fault.internal(
                        file + " does not hold a key of " + KEY + " bytes: restore it from a backup", null);
            }
            return key;
        } catch (IOException e) {
            throw Fault.internal("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /// Keeps a new credential; CONFLICT if the id is taken.
    public synchronized Summary create(String id, String description, Secret secret) {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")) {
            throw Fault.invalid("a credential's id has letters, digits, '.', '_' and '-', at most 100: " + id);
        }
        if (documents.get(COLLECTION, id).isPresent()) {
            throw Fault.conflict("a credential named " + id + " exists: remove it first or choose another id");
        }
        String sealed = Base64.getEncoder().encodeToString(crypt(Json.write(secret), id + "/" + secret.kind()));
        documents.put(COLLECTION, id, Json.write(new Stored(id, secret.kind(), description, secret.user(), sealed)));
        return new Summary(id, secret.kind(), description, secret.user());
    }

    /// All credentials, without values.
    public List<Summary> list() {
        return documents.all(COLLECTION).values().stream()
                .map(bytes -> Json.read(bytes, Stored.class))
                .map(s -> new Summary(s.id, s.kind, s.description, s.username))
                .toList();
    }

    /// Takes one away; NOT_FOUND if there is none.
    public void delete(String id) {
        stored(id);
        documents.delete(COLLECTION, id);
    }

    /// The value; NOT_FOUND if there is none.
    public Secret secret(String id) {
        Stored stored = stored(id);
        byte[] plain = decrypt(Base64.getDecoder().decode(stored.sealed), id + "/" + stored.kind);
        Class<? extends Secret> type = Map.<String, Class<? extends Secret>>of(
                        "password", Secret.Password.class,
                        "text", Secret.Text.class,
                        "file", Secret.FileContent.class,
                        "ssh-key", Secret.SshKey.class)
                .getOrDefault(stored.kind, Secret.Text.class);
        return Json.read(plain, type);
    }

    private Stored stored(String id) {
        return documents
                .get(COLLECTION, id)
                .map(bytes -> Json.read(bytes, Stored.class))
                .orElseThrow(
                        () -> Fault.notFound("no credential named " + id + ": make it with 'naru credential create'"));
    }

    private byte[] crypt(byte[] plain, String bound) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, bound);
            byte[] sealed = cipher.doFinal(plain);
            byte[] all = new byte[NONCE + sealed.length];
            System.arraycopy(nonce, 0, all, 0, NONCE);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw Fault.internal("cannot encrypt a credential", e);
        }
    }

    private byte[] decrypt(byte[] all, String bound) {
        byte[] nonce = java.util.Arrays.copyOf(all, NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, bound).doFinal(all, NONCE, all.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw Fault.internal(
                    "a credential cannot be decrypted: credentials.key is not the one it was made with", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
