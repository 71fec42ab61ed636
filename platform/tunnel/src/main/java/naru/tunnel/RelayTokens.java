package naru.tunnel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.store.Documents;

/// The tokens that agents may connect with. Safe for use by many threads.
///
/// Only the SHA-256 of a token's secret is stored: a token is shown once, when it is created. A revoked token's
/// live sessions are dropped before [#revoke] returns; its names stay reserved until they are released or given to
/// another token ([RelayNames]).
public final class RelayTokens {
    private static final String COLLECTION = "relay-tokens";
    private static final int MAX_LABEL = 100;

    private final Documents documents;
    private final String fingerprint;
    private final List<Consumer<String>> revocations = new CopyOnWriteArrayList<>();

    /// A token as it may be shown.
    ///
    /// @param id 12 hexadecimal digits
    /// @param label what its owner calls it
    /// @param created when it was made
    public record Info(String id, String label, Instant created) {}

    /// What is stored.
    record Stored(String id, String label, String sha256, Instant created) {}

    /// A new token: its id, and the whole of it, which is not to be had again.
    public record Created(String id, Token token) {}

    private RelayTokens(Documents documents, String fingerprint) {
        this.documents = documents;
        this.fingerprint = fingerprint;
    }

    /// The tokens of the relay that keeps its certificate in `data`/relay, which is made if need be.
    public static RelayTokens open(Path data, Documents documents) {
        return new RelayTokens(documents, RelayIdentity.open(data).fingerprint());
    }

    /// Makes a token. The label is for people, at most 100 characters.
    public Created create(String label) {
        if (label.length() > MAX_LABEL) {
            throw Fault.invalid("a token's label has at most " + MAX_LABEL + " characters");
        }
        String secret = Ids.secret(32);
        String id = Ids.shorten(Ids.random());
        Stored stored = new Stored(id, label, sha256(secret), Instant.now());
        documents.put(COLLECTION, id, Json.write(stored));
        return new Created(id, new Token(secret, fingerprint));
    }

    /// All tokens, without their secrets.
    public List<Info> list() {
        return all().stream()
                .map(stored -> new Info(stored.id(), stored.label(), stored.created()))
                .toList();
    }

    /// Takes a token away and drops its sessions; an unknown one is a NOT_FOUND fault.
    public void revoke(String id) {
        if (documents.get(COLLECTION, id).isEmpty()) {
            throw Fault.notFound("no such tunnel token: " + id);
        }
        documents.delete(COLLECTION, id);
        revocations.forEach(listener -> listener.accept(id));
    }

    /// The id of the token with this secret, if there is one.
    Optional<String> identify(String secret) {
        String hash = sha256(secret);
        return all().stream()
                .filter(stored -> MessageDigest.isEqual(ascii(stored.sha256()), ascii(hash)))
                .map(Stored::id)
                .findFirst();
    }

    /// Whether a token with this id exists.
    boolean exists(String id) {
        return documents.get(COLLECTION, id).isPresent();
    }

    /// Calls `listener` with the id of every token that is revoked from now on.
    void onRevoke(Consumer<String> listener) {
        revocations.add(listener);
    }

    private List<Stored> all() {
        return documents.all(COLLECTION).values().stream()
                .map(json -> Json.read(json, Stored.class))
                .toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw Fault.internal("this Java has no SHA-256", e);
        }
    }
}
