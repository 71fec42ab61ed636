package naru.cluster.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tokens of service accounts (Kubernetes, "Managing Service Accounts": TokenRequest). One is valid as
/// long as its time, its account and the object that it is bound to last; nothing is stored. Safe for
/// use by many threads.
public final class AccountTokens {
    /// Who issues them, and whom they are for when nobody else is named.
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final String CLAIM = "kubernetes.io";
    private static final int MAX_AUDIENCES = 20;

    private final SigningKey key;
    private final Present present;
    private final InstantSource clock;

    /// What exists now.
    @FunctionalInterface
    public interface Present {
        /// The uid of an object, or nothing if there is none, or it is being deleted.
        Optional<String> uid(Resource resource, String namespace, String name);
    }

    /// Makes and verifies tokens with a key.
    public AccountTokens(SigningKey key, Present present, InstantSource clock) {
        this.key = key;
        this.present = present;
        this.clock = clock;
    }

    /// A token.
    ///
    /// @param account the service account
    /// @param request a `TokenRequest`
    /// @return the request with its status
    /// @throws Fault UNPROCESSABLE for a wrong request, NOT_FOUND or CONFLICT if the object to bind it
    ///     to is not there
    public ObjectNode issue(ObjectNode account, ObjectNode request) {
        JsonNode meta = account.path("metadata");
        List<String> audiences = audiences(request.path("spec").path("audiences"));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(life(request.path("spec").path("expirationSeconds")));
        String namespace = meta.path("namespace").asString("");
        Map<String, Object> ours = new LinkedHashMap<>();
        ours.put("namespace", namespace);
        ours.put("serviceaccount", reference(meta));
        bind(ours, namespace, request.path("spec").path("boundObjectRef"));
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", audiences);
        claims.put("exp", end.getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("iss", ISSUER);
        claims.put("jti", Ids.secret(16));
        claims.put(CLAIM, ours);
        claims.put("nbf", now.getEpochSecond());
        claims.put(
                "sub",
                Caller.ACCOUNT_PREFIX + namespace + ":" + meta.path("name").asString(""));
        return answer(request, meta, audiences, now, end, Jwt.sign(claims, key.secret(), key.id()));
    }

    private static ObjectNode answer(
            ObjectNode request, JsonNode account, List<String> audiences, Instant now, Instant end, String token) {
        ObjectNode answer = request.deepCopy();
        answer.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode meta = answer.withObject("/metadata");
        meta.put("name", account.path("name").asString(""))
                .put("namespace", account.path("namespace").asString(""));
        meta.put("creationTimestamp", now.toString());
        ObjectNode spec = answer.withObject("/spec");
        ArrayNode list = spec.putArray("audiences");
        audiences.forEach(list::add);
        if (!spec.path("expirationSeconds").isNumber()) {
            spec.put("expirationSeconds", USUAL.toSeconds());
        }
        answer.putObject("status").put("expirationTimestamp", end.toString()).put("token", token);
        return answer;
    }

    private static List<String> audiences(JsonNode asked) {
        List<String> found = new ArrayList<>();
        asked.forEach(one -> found.add(one.asString("")));
        if (found.size() > MAX_AUDIENCES) {
            throw wrong("spec.audiences", "at most " + MAX_AUDIENCES);
        }
        return found.isEmpty() ? List.of(ISSUER) : found;
    }

    private static Duration life(JsonNode seconds) {
        if (seconds.isMissingNode() || seconds.isNull()) {
            return USUAL;
        }
        Duration asked = Duration.ofSeconds(seconds.asLong(0));
        if (asked.compareTo(SHORTEST) < 0) {
            throw wrong("spec.expirationSeconds", "may not specify a duration less than 10 minutes");
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private void bind(Map<String, Object> ours, String namespace, JsonNode bound) {
        if (!bound.isObject()) {
            return;
        }
        String kind = bound.path("kind").asString("");
        String name = bound.path("name").asString("");
        Resource resource =
                bindable(kind).orElseThrow(() -> wrong("spec.boundObjectRef", "cannot bind token to " + kind));
        String uid = present.uid(resource, resource.namespaced() ? namespace : "", name)
                .orElseThrow(() -> Fault.notFound("%s \"%s\" not found".formatted(resource.plural(), name)));
        String asked = bound.path("uid").asString("");
        if (!asked.isEmpty() && !asked.equals(uid)) {
            throw Fault.conflict("the UID in the bound object reference (%s) does not match the UID in record (%s)"
                    .formatted(asked, uid));
        }
        ours.put(resource.singular(), Map.of("name", name, "uid", uid));
    }

    private static Optional<Resource> bindable(String kind) {
        return switch (kind) {
            case "Pod" -> Optional.of(Resources.PODS);
            case "Secret" -> Optional.of(Resources.SECRETS);
            case "Node" -> Optional.of(Resources.NODES);
            default -> Optional.empty();
        };
    }

    /// Whose a token is, if it is genuine, of this time, for the audience, and what it is bound to is
    /// still there.
    ///
    /// @param audiences one of them is enough
    Optional<Caller> owner(String token, List<String> audiences) {
        return Jwt.verify(token, key.open())
                .filter(claims -> current(claims, audiences))
                .flatMap(this::caller);
    }

    private boolean current(JsonNode claims, List<String> audiences) {
        long now = clock.instant().getEpochSecond();
        boolean meant = false;
        for (JsonNode one : claims.path("aud")) {
            meant |= audiences.contains(one.asString(""));
        }
        return meant
                && claims.path("iss").asString("").equals(ISSUER)
                && claims.path("nbf").asLong(Long.MAX_VALUE) <= now
                && now < claims.path("exp").asLong(0);
    }

    private Optional<Caller> caller(JsonNode claims) {
        JsonNode ours = claims.path(CLAIM);
        String namespace = ours.path("namespace").asString("");
        JsonNode account = ours.path("serviceaccount");
        boolean lasts = lasts(Resources.SERVICE_ACCOUNTS, namespace, account);
        Map<String, List<String>> extra = new LinkedHashMap<>();
        extra.put(
                "authentication.kubernetes.io/credential-id",
                List.of("JTI=" + claims.path("jti").asString("")));
        for (Resource bound : List.of(Resources.PODS, Resources.SECRETS, Resources.NODES)) {
            JsonNode reference = ours.path(bound.singular());
            if (reference.isObject()) {
                lasts &= lasts(bound, bound.namespaced() ? namespace : "", reference);
                String prefix = "authentication.kubernetes.io/" + bound.singular() + "-";
                extra.put(prefix + "name", List.of(reference.path("name").asString("")));
                extra.put(prefix + "uid", List.of(reference.path("uid").asString("")));
            }
        }
        if (!lasts) {
            return Optional.empty();
        }
        return Optional.of(new Caller(
                Caller.ACCOUNT_PREFIX + namespace + ":" + account.path("name").asString(""),
                account.path("uid").asString(""),
                List.of(Caller.ACCOUNTS, Caller.ACCOUNTS + ":" + namespace, Caller.AUTHENTICATED),
                extra));
    }

    private boolean lasts(Resource resource, String namespace, JsonNode reference) {
        String uid = reference.path("uid").asString("");
        return !uid.isEmpty()
                && present.uid(resource, namespace, reference.path("name").asString(""))
                        .filter(uid::equals)
                        .isPresent();
    }

    private static Map<String, String> reference(JsonNode meta) {
        return Map.of(
                "name", meta.path("name").asString(""), "uid", meta.path("uid").asString(""));
    }

    private static Fault wrong(String field, String message) {
        return Fault.unprocessable(
                "TokenRequest.authentication.k8s.io \"\" is invalid: " + field + ": Invalid value: " + message,
                List.of(new Fault.Detail("FieldValueInvalid", field, "Invalid value: " + message)));
    }

    /// The public key as a JSON Web Key Set (RFC 7517), for those who verify tokens themselves.
    public ObjectNode keys() {
        return JwkSet.of(key);
    }

    /// What `/.well-known/openid-configuration` says (OpenID Connect Discovery 1.0).
    public static ObjectNode discovery() {
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put("issuer", ISSUER).put("jwks_uri", ISSUER + "/openid/v1/jwks");
        answer.putArray("response_types_supported").add("id_token");
        answer.putArray("subject_types_supported").add("public");
        answer.putArray("id_token_signing_alg_values_supported").add("ES256");
        return answer;
    }
}
