package naru.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Routes;
import naru.pipeline.tool.ToolDefinition;
import naru.pipeline.tool.ToolDefinitions;
import tools.jackson.databind.JsonNode;

/// The JSON API's tools.
public final class ToolRoutes {
    private ToolRoutes() {}

    /// Adds the routes.
    public static void add(Routes routes, ToolDefinitions tools) {
        routes.get(
                "/api/v1/tools",
                e -> e.json(
                        200,
                        Map.of(
                                "items",
                                tools.list().stream().map(ToolRoutes::shown).toList())));
        routes.post("/api/v1/tools", e -> create(e, tools));
        routes.delete("/api/v1/tools/{kind}/{name}", e -> {
            tools.remove(e.variable("kind"), e.variable("name"));
            e.empty(204);
        });
    }

    private static void create(Exchange exchange, ToolDefinitions tools) throws IOException {
        JsonNode body = JobRoutes.body(exchange);
        ToolDefinition tool =
                new ToolDefinition(JobRoutes.text(body, "kind", ""), JobRoutes.text(body, "name", ""), source(body));
        exchange.json(201, shown(tools.create(tool)));
    }

    private static ToolDefinition.Source source(JsonNode body) {
        if (body.has("archive")) {
            return new ToolDefinition.Archive(JobRoutes.text(body, "archive", ""), JobRoutes.text(body, "sha256", ""));
        }
        if (body.has("image")) {
            return new ToolDefinition.Image(JobRoutes.text(body, "image", ""), JobRoutes.text(body, "path", ""));
        }
        if (body.has("command")) {
            return new ToolDefinition.Command(JobRoutes.text(body, "command", ""));
        }
        throw Fault.invalid("where does the tool come from? give 'archive', 'image' and 'path', or 'command'");
    }

    private static Map<String, Object> shown(ToolDefinition tool) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", tool.kind());
        shown.put("name", tool.name());
        switch (tool.source()) {
            case ToolDefinition.Archive archive -> {
                shown.put("archive", archive.address());
                shown.put("sha256", archive.sha256());
            }
            case ToolDefinition.Image image -> {
                shown.put("image", image.reference());
                shown.put("path", image.path());
            }
            case ToolDefinition.Command command -> shown.put("command", command.script());
        }
        return shown;
    }
}
