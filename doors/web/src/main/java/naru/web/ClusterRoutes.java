package naru.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.auth.Role;
import naru.cluster.auth.Tokens;
import naru.cluster.join.ClusterDesk;
import naru.cluster.join.Membership;
import naru.cluster.join.NodeCare;
import naru.http.Exchange;
import naru.http.Routes;
import tools.jackson.databind.JsonNode;

/// The JSON API's cluster: tokens, nodes, joining and leaving.
public final class ClusterRoutes {
    private static final String BASE = "/api/v1/cluster";
    private static final int HOURS = 24;
    private static final int DRAIN_SECONDS = 300;

    private ClusterRoutes() {}

    /// Adds the routes.
    ///
    /// @param halt ends the pods on this machine until its next start
    public static void add(Routes routes, ClusterDesk desk, Runnable halt) {
        routes.get(BASE + "/tokens", e -> e.json(200, Map.of("items", tokens(desk))));
        routes.post(BASE + "/tokens", e -> create(e, desk.needTokens()));
        routes.delete(BASE + "/tokens/{id}", e -> {
            desk.needTokens().revoke(e.variable("id"));
            e.empty(204);
        });
        routes.get(
                BASE + "/nodes",
                e -> e.json(200, Map.of("items", desk.needNodes().list())));
        routes.post(BASE + "/nodes/{name}/cordon", e -> schedulable(e, desk, false));
        routes.post(BASE + "/nodes/{name}/uncordon", e -> schedulable(e, desk, true));
        routes.post(BASE + "/nodes/{name}/drain", e -> drain(e, desk.needNodes()));
        routes.get(BASE + "/kubeconfig", e -> {
            boolean containers = e.query().flag("containers");
            e.send(200, "application/yaml", containers ? desk.kubeconfigForContainers() : desk.kubeconfig());
        });
        routes.post(BASE + "/halt", e -> {
            halt.run();
            e.empty(204);
        });
        routes.post(BASE + "/membership", e -> join(e, desk));
        routes.delete(BASE + "/membership", e -> {
            desk.leave(e.query().flag("force"));
            e.empty(204);
        });
    }

    private static Object tokens(ClusterDesk desk) {
        return desk.needTokens().list().stream().map(ClusterRoutes::shown).toList();
    }

    private static Map<String, Object> shown(Tokens.Info info) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", info.id());
        map.put("role", info.role().word());
        map.put("description", info.description());
        map.put("created", info.created().toString());
        map.put("expires", info.expires().map(Object::toString).orElse(""));
        map.put("uses", info.uses());
        return map;
    }

    private static void create(Exchange exchange, Tokens tokens) throws IOException {
        JsonNode body = JobRoutes.body(exchange);
        Tokens.Created made = tokens.create(
                Role.of(JobRoutes.text(body, "role", "node")),
                JobRoutes.text(body, "description", ""),
                Duration.ofSeconds(
                        body.path("seconds").asLong(Duration.ofHours(HOURS).toSeconds())),
                body.path("uses").asInt(-1));
        Map<String, Object> answer = shown(made.info());
        answer.put("token", made.token().reveal());
        exchange.json(201, answer);
    }

    private static void schedulable(Exchange exchange, ClusterDesk desk, boolean yes) throws IOException {
        desk.needNodes().schedulable(exchange.variable("name"), yes);
        exchange.empty(204);
    }

    /// Sentences as they happen; the last line is `done`, or why it did not end.
    private static void drain(Exchange exchange, NodeCare nodes) throws IOException {
        JsonNode body = JobRoutes.body(exchange);
        Duration patience = Duration.ofSeconds(body.path("seconds").asLong(DRAIN_SECONDS));
        exchange.set("Content-Type", "text/plain; charset=utf-8");
        OutputStream out = exchange.output();
        try {
            nodes.drain(exchange.variable("name"), patience, line -> write(out, line));
            write(out, "done");
        } catch (Fault e) {
            if (!exchange.begun()) {
                throw e;
            }
            write(out, "failed: " + e.sentence());
        }
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Exchange exchange, ClusterDesk desk) throws IOException {
        JsonNode body = JobRoutes.body(exchange);
        Membership made = desk.join(
                JobRoutes.text(body, "server", ""),
                JobRoutes.text(body, "token", ""),
                JobRoutes.text(body, "node", ""),
                body.path("serve").asBoolean(false));
        exchange.json(201, Map.of("node", made.node(), "podCidr", made.podCidr()));
    }
}
