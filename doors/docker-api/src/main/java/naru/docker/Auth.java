package naru.docker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.image.RegistryLogin;
import tools.jackson.databind.JsonNode;

/// Registry credentials in requests: base64 of JSON in a header.
final class Auth {
    private Auth() {}

    /// The login in `X-Registry-Auth`, if it says anything; INVALID if it is malformed.
    static Optional<RegistryLogin> login(Call call) {
        String header = call.exchange().header("X-Registry-Auth");
        return header.isEmpty() ? Optional.empty() : login(tree("X-Registry-Auth", header));
    }

    /// The logins in `X-Registry-Config`, by registry.
    static Map<String, RegistryLogin> logins(Call call) {
        Map<String, RegistryLogin> logins = new LinkedHashMap<>();
        String header = call.exchange().header("X-Registry-Config");
        if (!header.isEmpty()) {
            tree("X-Registry-Config", header)
                    .properties()
                    .forEach(entry -> login(entry.getValue()).ifPresent(login -> logins.put(entry.getKey(), login)));
        }
        return logins;
    }

    /// A login of its JSON form.
    static Optional<RegistryLogin> login(JsonNode json) {
        String name = json.path("username").asString("");
        String password = json.path("password").asString("");
        String pair = json.path("auth").asString("");
        if (name.isEmpty() && !pair.isEmpty()) {
            String[] parts = new String(decode(pair), StandardCharsets.UTF_8).split(":", 2);
            name = parts[0];
            password = parts.length > 1 ? parts[1] : "";
        }
        RegistryLogin login =
                new RegistryLogin(name, password, json.path("identitytoken").asString(""));
        return login.isEmpty() ? Optional.empty() : Optional.of(login);
    }

    private static JsonNode tree(String name, String header) {
        try {
            return Json.tree(decode(header));
        } catch (Fault e) {
            throw Fault.invalid("invalid " + name + " header: not base64 of JSON"); // without the secret in it
        }
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder()
                    .decode(text.strip().replace('+', '-').replace('/', '_').replaceFirst("=+$", ""));
        } catch (IllegalArgumentException e) {
            throw Fault.invalid("invalid credentials: not base64");
        }
    }
}
