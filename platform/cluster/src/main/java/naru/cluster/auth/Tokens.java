package naru.cluster.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tokens with which machines join and people call. Safe for use by many threads.
///
/// Each is a Secret in `kube-system` that holds no secret: only a keyed hash of the token and of what
/// it is for, so that neither who reads it nor who writes it gains a token. Revoking one is at once of
/// effect.
public final class Tokens {
    private static final String SPACE = "kube-system";
    private static final String PREFIX = "naru-token-";
    private static final String TYPE = "naru/token";
    private static final String LABEL = "naru/token-role";
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final int MAX_TEXT = 100;
    private static final int MAX_TOKENS = 10_000;
    private static final int ATTEMPTS = 20;

    private final Objects objects;
    private final SigningKey key;
    private final String caHash;
    private final InstantSource clock;

    /// A token as it may be shown.
    ///
    /// @param id names it
    /// @param role what it is for
    /// @param description whose it is, for people
    /// @param created when it was made
    /// @param expires when it ends; nothing: never
    /// @param uses how often machines may still join with it; -1: any number of times
    public record Info(
            String id, Role role, String description, Instant created, Optional<Instant> expires, int uses) {}

    /// A new token.
    ///
    /// @param info what may be shown
    /// @param token the whole of it, which is not to be had again
    public record Created(Info info, Token token) {}

    /// Keeps tokens among the objects.
    ///
    /// @param caHash of the cluster's authority, which tokens for joining carry
    public Tokens(Objects objects, SigningKey key, String caHash, InstantSource clock) {
        this.objects = objects;
        this.key = key;
        this.caHash = caHash;
        this.clock = clock;
    }

    /// Makes a token.
    ///
    /// @param life how long it is valid; zero: always
    /// @param uses how often machines may join with it; -1: any number of times
    /// @throws Fault INVALID for a life or a description that is too long
    public Created create(Role role, String description, Duration life, int uses) {
        if (description.length() > MAX_TEXT) {
            throw Fault.invalid("a token's description has at most " + MAX_TEXT + " characters");
        }
        if (life.isNegative() || life.compareTo(LONGEST) > 0 || uses == 0 || uses < -1) {
            throw Fault.invalid("a token is valid for up to 3650 days (0: always), and for one use or more");
        }
        forgetExpired();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> end = life.isZero() ? Optional.empty() : Optional.of(now.plus(life));
        for (int i = 0; i < ATTEMPTS; i++) {
            Token token = new Token(Ids.secret(3), Ids.secret(16), role.joins() ? caHash : "");
            Info info = new Info(token.id(), role, description, now, end, uses);
            try {
                objects.create(Resources.SECRETS, SPACE, secret(info, token), WriteOptions.by("naru"));
                return new Created(info, token);
            } catch (Fault e) {
                if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                    throw e;
                }
            }
        }
        throw Fault.unavailable("no free token id was found: revoke some tokens", null);
    }

    /// All tokens that are valid, without their secrets.
    public List<Info> list() {
        Instant now = clock.instant();
        return all().stream()
                .flatMap(secret -> info(secret).stream())
                .filter(info -> lasts(info, now))
                .toList();
    }

    /// Takes a token away; NOT_FOUND if there is none with this id.
    public void revoke(String id) {
        try {
            objects.delete(Resources.SECRETS, SPACE, PREFIX + id, DeleteOptions.NOW);
        } catch (Fault e) {
            throw e.kind() == Fault.Kind.NOT_FOUND ? Fault.notFound("there is no token " + id) : e;
        }
    }

    /// Who comes with a token, if it is valid.
    Optional<Caller> owner(Token token) {
        return known(token).flatMap(Tokens::info).map(info -> info.role().caller(info.id()));
    }

    /// What a token for joining is for, whether or not it is used up.
    ///
    /// @throws Fault UNAUTHORIZED if it is unknown or expired, or is not for joining
    public Role joining(Token token) {
        return known(token)
                .flatMap(Tokens::info)
                .map(Info::role)
                .filter(Role::joins)
                .orElseThrow(Tokens::refused);
    }

    /// Uses a token up by one, for a machine that joins.
    ///
    /// @return what the token is for
    /// @throws Fault UNAUTHORIZED if it is unknown, expired or used up, or is not for joining
    public Role spend(Token token) {
        for (int i = 0; i < ATTEMPTS; i++) {
            ObjectNode secret = known(token).orElseThrow(Tokens::refused);
            Info info = info(secret).filter(one -> one.role().joins()).orElseThrow(Tokens::refused);
            if (info.uses() < 0) {
                return info.role();
            }
            if (info.uses() == 0) {
                throw refused();
            }
            put(secret, "uses", Integer.toString(info.uses() - 1));
            try {
                objects.update(Resources.SECRETS, SPACE, PREFIX + token.id(), "", secret, WriteOptions.by("naru"));
                return info.role();
            } catch (Fault e) {
                if (e.kind() != Fault.Kind.CONFLICT) {
                    throw e;
                }
            }
        }
        throw Fault.unavailable("too many machines join with this token at once: try again", null);
    }

    private static Fault refused() {
        return Fault.unauthorized(
                "the token is not valid: it is unknown, expired, revoked, used up, or not for joining;"
                        + " 'naru token create' on a server makes another");
    }

    private Optional<ObjectNode> known(Token token) {
        ObjectNode secret;
        try {
            secret = objects.get(Resources.SECRETS, SPACE, PREFIX + token.id());
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        byte[] stored = text(secret, "mark").getBytes(StandardCharsets.US_ASCII);
        Optional<Info> info = info(secret).filter(one -> lasts(one, clock.instant()));
        boolean genuine = info.isPresent()
                && MessageDigest.isEqual(stored, mark(info.get(), token).getBytes(StandardCharsets.US_ASCII));
        return genuine ? Optional.of(secret) : Optional.empty();
    }

    private String mark(Info info, Token token) {
        String end = info.expires().map(Instant::toString).orElse("never");
        return key.mark(String.join(
                "\n", "token", token.id(), token.secret(), info.role().word(), end));
    }

    private static boolean lasts(Info info, Instant now) {
        return info.expires().map(now::isBefore).orElse(true);
    }

    private void forgetExpired() {
        List<ObjectNode> all = all();
        if (all.size() >= MAX_TOKENS) {
            throw Fault.conflict("there are " + all.size() + " tokens: revoke some first");
        }
        Instant now = clock.instant();
        for (ObjectNode secret : all) {
            info(secret).filter(info -> !lasts(info, now)).ifPresent(info -> revoke(info.id()));
        }
    }

    private List<ObjectNode> all() {
        return objects.list(Resources.SECRETS, SPACE, ListOptions.labelled(LABEL))
                .items();
    }

    private ObjectNode secret(Info info, Token token) {
        ObjectNode secret = Json.mapper().createObjectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", TYPE);
        ObjectNode meta = secret.putObject("metadata");
        meta.put("name", PREFIX + info.id()).put("namespace", SPACE);
        meta.putObject("labels").put(LABEL, info.role().word());
        put(secret, "role", info.role().word());
        put(secret, "description", info.description());
        put(secret, "created", info.created().toString());
        put(secret, "expires", info.expires().map(Instant::toString).orElse("never"));
        put(secret, "uses", Integer.toString(info.uses()));
        put(secret, "mark", mark(info, token));
        return secret;
    }

    private static Optional<Info> info(JsonNode secret) {
        try {
            String id = secret.path("metadata").path("name").asString("").substring(PREFIX.length());
            String end = text(secret, "expires");
            return Optional.of(new Info(
                    id,
                    Role.of(text(secret, "role")),
                    text(secret, "description"),
                    Instant.parse(text(secret, "created")),
                    end.equals("never") ? Optional.empty() : Optional.of(Instant.parse(end)),
                    Integer.parseInt(text(secret, "uses"))));
        } catch (RuntimeException madeByOthers) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode secret, String field) {
        byte[] bytes =
                Base64.getDecoder().decode(secret.path("data").path(field).asString(""));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode secret, String field, String text) {
        secret.withObject("/data")
                .put(field, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
