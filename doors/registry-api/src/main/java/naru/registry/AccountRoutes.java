package naru.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Exchange;
import naru.http.Routes;
import naru.image.registry.Accounts;
import tools.jackson.databind.JsonNode;

/// The JSON API's part about who may use the registry: passwords go in, never out.
public final class AccountRoutes {
    private static final int MAX_BODY = 64 * 1024;

    private AccountRoutes() {}

    /// Adds `GET`, `POST` and `DELETE /api/v1/registry/users`.
    public static void add(Routes routes, Accounts accounts) {
        routes.get("/api/v1/registry/users", e -> e.json(200, Map.of("items", names(accounts))));
        routes.post("/api/v1/registry/users", e -> create(e, accounts));
        routes.delete("/api/v1/registry/users/{name}", e -> {
            accounts.remove(e.variable("name"));
            e.empty(204);
        });
    }

    private static List<Map<String, String>> names(Accounts accounts) {
        return accounts.names().stream().map(name -> Map.of("name", name)).toList();
    }

    private static void create(Exchange exchange, Accounts accounts) throws IOException {
        JsonNode body = Json.tree(exchange.bodyBytes(MAX_BODY));
        String name = text(body, "name");
        accounts.put(name, text(body, "password"));
        exchange.json(201, Map.of("name", name));
    }

    private static String text(JsonNode body, String field) {
        if (!body.path(field).isString()) {
            throw Fault.invalid("the body needs a \"" + field + "\"");
        }
        return body.path(field).asString();
    }
}
