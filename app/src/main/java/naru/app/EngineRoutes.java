package naru.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Containers;
import naru.container.Ending;
import naru.http.Exchange;
import naru.http.Routes;
import naru.image.Bootstrap;
import naru.image.Image;
import naru.tunnel.Relay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes of the JSON API that concern the engine and the relay: base images, tunnel tokens and names.
final class EngineRoutes {
    private static final int MAX_BODY = 64 * 1024;

    private EngineRoutes() {}

    /// `POST /api/v1/images/bootstrap`: progress line by line, the image's id last.
    static void images(Routes routes, Bootstrap bootstrap) {
        routes.post("/api/v1/images/bootstrap", exchange -> {
            String name = name(exchange);
            exchange.status(200).set("Content-Type", "text/plain; charset=utf-8");
            OutputStream out = exchange.output();
            try {
                Image image = bootstrap.make(name, line -> say(out, line));
                say(out, image.id());
            } catch (Fault e) {
                if (!exchange.begun()) {
                    throw e;
                }
                say(out, "error: " + e.sentence());
            }
        });
    }

    /// `GET /api/v1/containers/REF/endings`: how its runs ended, the latest first, each with its reason.
    static void endings(Routes routes, Containers containers) {
        routes.get(
                "/api/v1/containers/{ref}/endings",
                exchange -> exchange.json(
                        200,
                        Map.of(
                                "items",
                                containers.endings(exchange.variable("ref")).stream()
                                        .map(EngineRoutes::shown)
                                        .toList())));
    }

    private static JsonNode shown(Ending ending) {
        ObjectNode shown = Json.mapper().valueToTree(ending);
        shown.put("why", ending.why()).put("signal", ending.signal());
        return shown.put("ranSeconds", ending.ran().toMillis() / 1e3);
    }

    /// `POST /api/v1/relay/tokens` and `GET /api/v1/relay/names`.
    static void relay(Routes routes, Relay relay) {
        routes.post(
                "/api/v1/relay/tokens",
                exchange -> exchange.json(
                        201,
                        Map.of(
                                "token",
                                relay.tokens().create(name(exchange)).token().reveal())));
        routes.get(
                "/api/v1/relay/names",
                exchange -> exchange.json(
                        200, Map.of("items", List.copyOf(relay.names().list()))));
    }

    private static String name(Exchange exchange) throws IOException {
        JsonNode name = Json.tree(exchange.bodyBytes(MAX_BODY)).path("name");
        if (!name.isString() || name.asString().isBlank()) {
            throw Fault.invalid("the body needs a \"name\"");
        }
        return name.asString();
    }

    private static void say(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
