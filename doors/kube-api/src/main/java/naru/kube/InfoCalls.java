package naru.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resources;
import naru.cluster.schema.OpenApi;
import naru.http.Exchange;
import naru.http.Routes;
import naru.kube.discovery.Discovery;
import naru.kube.discovery.Offer;
import tools.jackson.databind.node.ObjectNode;

/// What the server says of itself: version, health, discovery, schemas.
final class InfoCalls {
    private final Services services;
    private final OpenApi schemas;

    InfoCalls(Services services) {
        this.services = services;
        this.schemas = new OpenApi(Resources.all(), services.version().text());
    }

    void register(Routes routes) {
        routes.get(
                "/version",
                exchange -> Answer.document(exchange, 200, services.version().document()));
        routes.get("/healthz", exchange -> health(exchange, () -> ""));
        routes.get("/livez", exchange -> health(exchange, () -> ""));
        routes.get("/readyz", exchange -> health(exchange, services.notReady()));
        routes.get("/api", exchange -> groups(exchange, true));
        routes.get("/apis", exchange -> groups(exchange, false));
        routes.get("/api/{version}", exchange -> send(exchange, Discovery.resources("", exchange.variable("version"))));
        routes.get("/apis/{group}", exchange -> send(exchange, Discovery.group(exchange.variable("group"))));
        routes.get(
                "/apis/{group}/{version}",
                exchange ->
                        send(exchange, Discovery.resources(exchange.variable("group"), exchange.variable("version"))));
        routes.get("/openapi/v3", this::schemaPaths);
        routes.get("/openapi/v3/{group:.*}", this::schema);
        routes.get("/openapi/v2", this::everySchema);
        routes.get("/", InfoCalls::paths);
    }

    private static void health(Exchange exchange, Supplier<String> wrong) throws IOException {
        String reason = wrong.get();
        String check = exchange.rawPath().substring(1);
        if (!reason.isEmpty()) {
            exchange.send(
                    500,
                    "text/plain; charset=utf-8",
                    "[-]cluster failed: " + reason + "\n" + check + " check failed\n");
        } else if (exchange.query().has("verbose")) {
            String all = "[+]ping ok\n[+]cluster ok\n" + check + " check passed\n";
            exchange.send(200, "text/plain; charset=utf-8", all);
        } else {
            exchange.send(200, "text/plain; charset=utf-8", "ok");
        }
    }

    private static void groups(Exchange exchange, boolean core) throws IOException {
        String version = Accept.of(exchange).discovery();
        exchange.set("Vary", "Accept");
        if (version.isEmpty()) {
            tagged(exchange, "application/json", Json.write(core ? Discovery.versions() : Discovery.groups()));
            return;
        }
        String type = "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
        tagged(exchange, type, Json.write(Discovery.aggregated(core, version)));
    }

    private static void send(Exchange exchange, Optional<ObjectNode> document) throws IOException {
        Answer.document(
                exchange,
                200,
                document.orElseThrow(() -> Fault.notFound("the server could not find the requested resource")));
    }

    /// Sends what seldom changes, or only says that the client has it already.
    private static void tagged(Exchange exchange, String type, byte[] body) throws IOException {
        String tag = "\"" + hash(body) + "\"";
        exchange.set("ETag", tag);
        if (exchange.header("If-None-Match").equals(tag)) {
            exchange.empty(304);
        } else {
            exchange.send(200, type, body);
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Stream<String> groupVersions() {
        return Offer.all().stream()
                .map(offer -> offer.resource().group().isEmpty()
                        ? "api/" + offer.resource().version()
                        : "apis/" + offer.resource().apiVersion())
                .distinct();
    }

    private void schemaPaths(Exchange exchange) throws IOException {
        tagged(exchange, "application/json", schemas.index());
    }

    private void schema(Exchange exchange) throws IOException {
        document(
                exchange,
                schemas.v3(exchange.variable("group"))
                        .orElseThrow(() -> Fault.notFound("the server could not find the requested resource")));
    }

    private void everySchema(Exchange exchange) throws IOException {
        if (Accept.of(exchange).names(OpenApi.V2_PROTOBUF_ASKED)) {
            document(exchange, OpenApi.V2_PROTOBUF, schemas.v2Protobuf());
        } else {
            document(exchange, schemas.v2());
        }
    }

    /// Sends a document as it is kept, which is compressed, to whom that is fine with.
    private static void document(Exchange exchange, OpenApi.Document document) throws IOException {
        if (!Accept.of(exchange).json()) {
            throw new NotAcceptable("only the following media types are accepted: application/json");
        }
        document(exchange, "application/json", document);
    }

    private static void document(Exchange exchange, String type, OpenApi.Document document) throws IOException {
        String tag = "\"" + document.hash() + "\"";
        exchange.set("ETag", tag).set("Vary", "Accept, Accept-Encoding");
        if (exchange.header("If-None-Match").equals(tag)) {
            exchange.empty(304);
        } else if (exchange.headers().hasToken("Accept-Encoding", "gzip")) {
            exchange.set("Content-Encoding", "gzip");
            exchange.send(200, type, document.gzip());
        } else {
            exchange.send(200, type, document.bytes());
        }
    }

    private static void paths(Exchange exchange) throws IOException {
        ObjectNode root = Json.mapper().createObjectNode();
        List<String> all = Stream.concat(
                        Stream.of(
                                "/api",
                                "/apis",
                                "/healthz",
                                "/livez",
                                "/openapi/v2",
                                "/openapi/v3",
                                "/readyz",
                                "/version"),
                        groupVersions().map(name -> "/" + name))
                .sorted(java.util.Comparator.comparing(path -> path.toLowerCase(Locale.ROOT)))
                .toList();
        all.forEach(root.putArray("paths")::add);
        exchange.send(200, "application/json", Json.text(root).getBytes(StandardCharsets.UTF_8));
    }
}
