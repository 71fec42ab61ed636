package naru.cluster.state.rule;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of config maps and secrets.
final class DataRules {
    private static final int MOST = 1 << 20;
    private static final Map<String, List<String>> KEYS = Map.of(
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"));

    private DataRules() {}

    /// What is given as text is kept as bytes.
    static void secret(ObjectNode secret) {
        Fill.text(secret, "type", "Opaque");
        if (secret.get("stringData") instanceof ObjectNode texts) {
            ObjectNode data = Tree.object(secret, "data");
            texts.properties().forEach(text -> {
                byte[] bytes = text.getValue().asString("").getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            });
            secret.remove("stringData");
        }
    }

    static void checkConfigMap(ObjectNode map, Violations violations) {
        long size = 0;
        for (var entry : map.path("data").properties()) {
            key(entry.getKey(), "data", violations);
            if (Tree.has(map, "binaryData", entry.getKey())) {
                violations.invalid(
                        "data[" + entry.getKey() + "]", entry.getKey(), "duplicate of key present in binaryData");
            }
            if (entry.getValue().isString()) {
                size += entry.getValue().stringValue().getBytes(StandardCharsets.UTF_8).length;
            } else {
                violations.invalid("data[" + entry.getKey() + "]", entry.getValue(), "must be a text");
            }
        }
        size += bytes(map.path("binaryData"), "binaryData", violations);
        if (size > MOST) {
            violations.tooLong("data", MOST);
        }
    }

    static void checkSecret(ObjectNode secret, Violations violations) {
        if (bytes(secret.path("data"), "data", violations) > MOST) {
            violations.tooLong("data", MOST);
        }
        for (String key : KEYS.getOrDefault(Tree.text(secret, "type"), List.of())) {
            if (!Tree.has(secret, "data", key)) {
                violations.required("data[" + key + "]", "");
            }
        }
    }

    private static void key(String key, String field, Violations violations) {
        NameGrammar.CONFIG_KEY.check(key, field + "[" + key + "]", violations);
    }

    /// How many bytes the values are. What is none is told without being shown: it may be a secret.
    private static long bytes(JsonNode data, String field, Violations violations) {
        long size = 0;
        for (var entry : data.properties()) {
            key(entry.getKey(), field, violations);
            try {
                size += Base64.getMimeDecoder().decode(checked(entry.getValue())).length;
            } catch (IllegalArgumentException _) {
                violations.invalid(field + "[" + entry.getKey() + "]", "…", "illegal base64 data");
            }
        }
        return size;
    }

    private static String checked(JsonNode value) {
        String text = value.stringValue("-");
        if (!text.matches("[A-Za-z0-9+/\\r\\n]*={0,2}[\\r\\n]*")) {
            throw new IllegalArgumentException("no base64");
        }
        return text;
    }

    static void lastingConfigMap(ObjectNode before, ObjectNode after, Violations violations) {
        frozen(before, after, violations, "data", "binaryData");
    }

    static void lastingSecret(ObjectNode before, ObjectNode after, Violations violations) {
        Workloads.immutable(before, after, violations, "type");
        frozen(before, after, violations, "data");
    }

    private static void frozen(ObjectNode before, ObjectNode after, Violations violations, String... fields) {
        if (!Tree.flag(before, "immutable")) {
            return;
        }
        if (!Tree.flag(after, "immutable")) {
            violations.forbidden("immutable", "field is immutable when `immutable` is set");
        }
        for (String field : fields) {
            if (!before.path(field).equals(after.path(field))) {
                violations.forbidden(field, "field is immutable when `immutable` is set");
            }
        }
    }
}
