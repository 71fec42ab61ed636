package naru.app;

import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Containers;
import naru.container.Edit;
import naru.container.EditWords;
import naru.container.Resources;
import naru.container.RestartPolicy;
import naru.http.Exchange;
import naru.http.Routes;
import naru.network.EndpointSpec;
import tools.jackson.databind.JsonNode;

/// `POST /api/v1/containers/REF/edit`: what `naru edit` asks for.
final class EditRoutes {
    private static final int MAX_BODY = 256 * 1024;

    private EditRoutes() {}

    static void add(Routes routes, Containers containers) {
        routes.post("/api/v1/containers/{ref}/edit", exchange -> {
            JsonNode body = Json.tree(exchange.bodyBytes(MAX_BODY));
            boolean dry = body.path("dryRun").asBoolean(false);
            List<Edit.Difference> differences = containers.edit(exchange.variable("ref"), edit(body), dry);
            answer(exchange, differences);
        });
    }

    private static void answer(Exchange exchange, List<Edit.Difference> differences) throws java.io.IOException {
        exchange.json(
                200,
                Map.of(
                        "differences",
                        differences,
                        "restarts",
                        differences.stream().anyMatch(Edit.Difference::restarts)));
    }

    private static Edit edit(JsonNode body) {
        return new Edit(
                texts(body, "publish").stream().map(EditWords::port).toList(),
                texts(body, "publishRm"),
                texts(body, "env"),
                texts(body, "envRm"),
                texts(body, "mount").stream().map(EditWords::mount).toList(),
                texts(body, "mountRm"),
                texts(body, "network").stream().map(EndpointSpec::of).toList(),
                texts(body, "networkRm"),
                resources(body),
                restart(body.path("restart").asString("")));
    }

    private static List<String> texts(JsonNode body, String name) {
        return body.path(name).valueStream().map(one -> one.asString("")).toList();
    }

    private static Resources resources(JsonNode body) {
        return new Resources(
                body.path("memory").asLong(0),
                0,
                0,
                body.path("nanoCpus").asLong(0),
                0,
                0,
                0,
                "",
                "",
                body.path("pids").asLong(0),
                false,
                0,
                List.of(),
                List.of(),
                List.of(),
                "");
    }

    private static @org.jspecify.annotations.Nullable RestartPolicy restart(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String[] parts = text.split(":", 2);
        for (RestartPolicy.Rule rule : RestartPolicy.Rule.values()) {
            if (rule.text().equals(parts[0]) && (parts.length == 1 || parts[1].matches("\\d{1,6}"))) {
                return new RestartPolicy(rule, parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
            }
        }
        throw Fault.invalid(
                "'" + text + "' is no restart policy: no, always, unless-stopped, on-failure, on-unhealthy");
    }
}
