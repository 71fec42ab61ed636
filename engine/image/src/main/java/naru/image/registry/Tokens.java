package naru.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.image.RegistryLogin;
import tools.jackson.databind.JsonNode;

/// Gets bearer tokens (distribution's token authentication): with a name and password, with an identity token, or for
/// nobody in particular.
///
/// @param login who asks; empty for anonymous
record Tokens(Hosts hosts, Optional<RegistryLogin> login) {
    private static final int MAX_TOKEN = 256 * 1024;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /// Makes a request.
    interface Sender {
        HttpResponse<InputStream> send(HttpRequest request);
    }

    String token(Challenge challenge, String scope, Sender sender) {
        URI realm = realm(challenge);
        String asked = challenge.get("scope").isEmpty() ? scope : challenge.get("scope");
        String wanted = scope.isEmpty() ? asked : scope;
        boolean refresh = login.map(l -> !l.identityToken().isEmpty()).orElse(false);
        HttpRequest request =
                refresh ? post(realm, challenge.get("service"), wanted) : get(realm, challenge.get("service"), wanted);
        HttpResponse<InputStream> answer = sender.send(request);
        if (answer.statusCode() != 200) {
            Session.discard(answer);
            throw Fault.unauthorized("unauthorized: incorrect username or password");
        }
        JsonNode json = Json.tree(Session.bytes(answer, MAX_TOKEN));
        String token = json.path("token").asString(json.path("access_token").asString(""));
        if (token.isEmpty() || !token.matches("[\\x21-\\x7e]+")) {
            throw Fault.unavailable("the sign-in service " + realm.getAuthority() + " answered without a token", null);
        }
        return token;
    }

    private URI realm(Challenge challenge) {
        URI realm;
        try {
            realm = URI.create(challenge.get("realm"));
        } catch (IllegalArgumentException e) {
            throw Fault.unavailable("the registry names a malformed sign-in address", e);
        }
        if (realm.getHost() == null || !hosts.mayAsk(realm)) {
            throw Fault.unavailable(
                    "the registry wants the sign-in at " + realm + ", which is not encrypted: nothing was sent", null);
        }
        return realm;
    }

    private HttpRequest get(URI realm, String service, String scope) {
        String query = (service.isEmpty() ? "" : "service=" + encode(service))
                + (scope.isEmpty() ? "" : (service.isEmpty() ? "" : "&") + "scope=" + encode(scope));
        String joint = realm.getRawQuery() == null ? "?" : "&";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(realm + (query.isEmpty() ? "" : joint + query)))
                .timeout(ANSWER);
        login.filter(l -> !l.username().isEmpty()).ifPresent(l -> {
            byte[] pair = (l.username() + ":" + l.password()).getBytes(UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        });
        return request.build();
    }

    private HttpRequest post(URI realm, String service, String scope) {
        String form = "grant_type=refresh_token&client_id=naru&service=" + encode(service) + "&scope=" + encode(scope)
                + "&refresh_token="
                + encode(login.map(RegistryLogin::identityToken).orElse(""));
        return HttpRequest.newBuilder(realm)
                .timeout(ANSWER)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
