package naru.web;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Routes;
import naru.pipeline.credential.Credentials;
import naru.pipeline.credential.Secret;
import naru.pipeline.job.Runs;
import tools.jackson.databind.JsonNode;

/// The JSON API's credentials: secrets go in, never out.
public final class CredentialRoutes {
    private CredentialRoutes() {}

    /// Adds the routes.
    public static void add(Routes routes, Credentials credentials, Runs runs) {
        routes.get(
                "/api/v1/credentials",
                e -> e.json(
                        200,
                        Map.of(
                                "items",
                                credentials.list().stream()
                                        .map(CredentialRoutes::shown)
                                        .toList())));
        routes.post("/api/v1/credentials", e -> create(e, credentials));
        routes.delete("/api/v1/credentials/{id}", e -> {
            String id = e.variable("id");
            runs.user(id).ifPresent(job -> {
                throw Fault.conflict("job " + job + " uses the credential " + id + ": remove the job first");
            });
            credentials.delete(id);
            e.empty(204);
        });
    }

    private static void create(Exchange exchange, Credentials credentials) throws IOException {
        JsonNode body = JobRoutes.body(exchange);
        Credentials.Summary kept = credentials.create(
                JobRoutes.text(body, "id", ""), JobRoutes.text(body, "description", ""), secret(body));
        exchange.json(201, shown(kept));
    }

    private static Secret secret(JsonNode body) {
        String kind = JobRoutes.text(body, "kind", "");
        String user = JobRoutes.text(body, "username", "");
        return switch (kind) {
            case "password" -> new Secret.Password(required(user, "username"), value(body, "secret"));
            case "text" -> new Secret.Text(value(body, "secret"));
            case "ssh-key" -> new Secret.SshKey(user, value(body, "secret"));
            case "file" -> new Secret.FileContent(JobRoutes.text(body, "fileName", "file"), base64(body));
            default -> throw Fault.invalid("'kind' is password, text, file or ssh-key, not '" + kind + "'");
        };
    }

    private static String base64(JsonNode body) {
        String content = value(body, "content");
        try {
            Base64.getDecoder().decode(content);
            return content;
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "'content' must be in base64", e);
        }
    }

    private static String value(JsonNode body, String field) {
        return required(JobRoutes.text(body, field, ""), field);
    }

    private static String required(String value, String field) {
        if (value.isEmpty()) {
            throw Fault.invalid("'" + field + "' of the credential is missing");
        }
        return value;
    }

    private static Map<String, Object> shown(Credentials.Summary summary) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", summary.id());
        map.put("kind", summary.kind());
        map.put("description", summary.description());
        map.put("username", summary.username());
        return map;
    }
}
