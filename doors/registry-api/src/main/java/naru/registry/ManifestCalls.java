package naru.registry;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.http.Exchange;
import naru.image.Manifest;
import naru.image.MediaTypes;
import naru.image.registry.Registry;

/// Calls about manifests, tags and what refers to them.
record ManifestCalls(Registry registry) {
    private static final int PAGE = 1000;

    private static String name(Exchange exchange) {
        return Registry.repository(exchange.variable("name"));
    }

    void get(Exchange exchange) throws IOException {
        Registry.Stored stored = registry.manifest(name(exchange), exchange.variable("reference"));
        exchange.set("Docker-Content-Digest", stored.digest()).set("ETag", "\"" + stored.digest() + "\"");
        if (exchange.method().equals("HEAD")) {
            exchange.set("Content-Type", stored.mediaType());
            exchange.set("Content-Length", Integer.toString(stored.bytes().length));
            exchange.empty(200);
        } else {
            exchange.send(200, stored.mediaType(), stored.bytes());
        }
    }

    void put(Exchange exchange) throws IOException {
        String name = name(exchange);
        byte[] bytes = exchange.bodyBytes(Manifest.MAX_SIZE);
        Registry.Stored stored =
                registry.putManifest(name, exchange.variable("reference"), bytes, exchange.header("Content-Type"));
        Registry.subjectOf(bytes).ifPresent(subject -> exchange.set("OCI-Subject", subject));
        exchange.set("Location", "/v2/" + name + "/manifests/" + stored.digest());
        exchange.set("Docker-Content-Digest", stored.digest()).empty(201);
    }

    void delete(Exchange exchange) throws IOException {
        registry.deleteManifest(name(exchange), exchange.variable("reference"));
        exchange.empty(202);
    }

    void tags(Exchange exchange) throws IOException {
        String name = name(exchange);
        int limit = limit(exchange);
        Registry.Page page = registry.tags(name, exchange.query().get("last"), limit);
        more(exchange, page, "/v2/" + name + "/tags/list", limit);
        exchange.json(200, Map.of("name", name, "tags", page.names()));
    }

    void catalog(Exchange exchange) throws IOException {
        int limit = limit(exchange);
        Registry.Page page = registry.catalog(exchange.query().get("last"), limit);
        more(exchange, page, "/v2/_catalog", limit);
        exchange.json(200, Map.of("repositories", page.names()));
    }

    private static int limit(Exchange exchange) {
        long n = exchange.query().number("n", PAGE);
        if (n < 0) {
            throw Fault.invalid("n must not be negative");
        }
        return (int) Math.min(n, PAGE);
    }

    private static void more(Exchange exchange, Registry.Page page, String path, int limit) {
        if (page.more() && !page.names().isEmpty()) {
            String next = path + "?n=" + limit + "&last=" + page.names().getLast();
            exchange.set("Link", "<" + next + ">; rel=\"next\"");
        }
    }

    void referrers(Exchange exchange) throws IOException {
        String type = exchange.query().get("artifactType");
        if (!type.isEmpty()) {
            exchange.set("OCI-Filters-Applied", "artifactType");
        }
        List<Map<String, Object>> found = registry.referrers(name(exchange), exchange.variable("digest"), type).stream()
                .map(ManifestCalls::wire)
                .toList();
        byte[] index =
                naru.base.Json.write(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", found));
        exchange.send(200, MediaTypes.OCI_INDEX, index);
    }

    private static Map<String, Object> wire(Registry.Referrer referrer) {
        Map<String, Object> wire = new LinkedHashMap<>();
        wire.put("mediaType", referrer.descriptor().mediaType());
        wire.put("digest", referrer.descriptor().digest());
        wire.put("size", referrer.descriptor().size());
        if (!referrer.artifactType().isEmpty()) {
            wire.put("artifactType", referrer.artifactType());
        }
        if (referrer.annotations().isObject()) {
            wire.put("annotations", referrer.annotations());
        }
        return wire;
    }
}
