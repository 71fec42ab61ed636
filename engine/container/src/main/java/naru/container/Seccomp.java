package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The default system call filter, as the runtime takes it: the kept profile, with its conditions (architecture,
/// capabilities) decided for one container.
final class Seccomp {
    private static final JsonNode PROFILE = load();
    private static final String ARCHITECTURE = System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64";
    private static final String MACHINE = ARCHITECTURE.equals("arm64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
    /// Family of kernel cryptography sockets, refused (CVE-2026-31431).
    private static final int AF_ALG = 38;
    /// Family of sockets to the hypervisor, refused.
    private static final int AF_VSOCK = 40;

    private Seccomp() {}

    private static JsonNode load() {
        try (InputStream profile = Seccomp.class.getResourceAsStream("seccomp.json")) {
            return Json.tree(java.util.Objects.requireNonNull(profile).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The filter for a container with these capabilities.
    static ObjectNode filter(List<String> capabilities) {
        ObjectNode filter = head(PROFILE);
        ArrayNode calls = filter.putArray("syscalls");
        allowFamilies(calls);
        rules(PROFILE, capabilities, calls, "socket");
        return filter;
    }

    /// The filter of another profile, as it stands.
    static ObjectNode filter(JsonNode profile, List<String> capabilities) {
        ObjectNode filter = head(profile);
        rules(profile, capabilities, filter.putArray("syscalls"), "");
        return filter;
    }

    private static ObjectNode head(JsonNode profile) {
        ObjectNode filter = Json.mapper().createObjectNode();
        for (String name : List.of("defaultAction", "defaultErrnoRet", "flags", "listenerPath", "listenerMetadata")) {
            if (profile.has(name)) {
                filter.set(name, profile.get(name));
            }
        }
        if (profile.has("architectures") && !profile.path("architectures").isEmpty()) {
            filter.set("architectures", profile.get("architectures"));
        } else {
            architectures(profile, filter.putArray("architectures"));
        }
        return filter;
    }

    private static void rules(JsonNode profile, List<String> capabilities, ArrayNode calls, String except) {
        for (JsonNode rule : profile.path("syscalls")) {
            if (applies(rule, Set.copyOf(capabilities))) {
                ObjectNode plain = plain(rule, except);
                if (!plain.path("names").isEmpty()) {
                    calls.add(plain);
                }
            }
        }
    }

    private static void architectures(JsonNode profile, ArrayNode into) {
        for (JsonNode map : profile.path("archMap")) {
            if (map.path("architecture").asString("").equals(MACHINE)) {
                into.add(MACHINE);
                map.path("subArchitectures").forEach(sub -> into.add(sub.asString()));
            }
        }
    }

    /// Sockets of every family but the refused ones. Rules for one call are alternatives, so a refusal beside a general
    /// permission would refuse nothing: the permission itself leaves the families out.
    private static void allowFamilies(ArrayNode calls) {
        allowFamily(calls, "SCMP_CMP_LT", AF_ALG);
        allowFamily(calls, "SCMP_CMP_EQ", AF_ALG + 1);
        allowFamily(calls, "SCMP_CMP_GT", AF_VSOCK);
    }

    private static void allowFamily(ArrayNode calls, String comparison, int family) {
        ObjectNode rule = calls.addObject();
        rule.putArray("names").add("socket");
        rule.put("action", "SCMP_ACT_ALLOW");
        rule.putArray("args").addObject().put("index", 0).put("value", family).put("op", comparison);
    }

    private static boolean applies(JsonNode rule, Set<String> capabilities) {
        JsonNode includes = rule.path("includes");
        JsonNode excludes = rule.path("excludes");
        boolean included = all(includes.path("caps"), capabilities) && any(includes.path("arches"));
        boolean excluded = some(excludes.path("caps"), capabilities)
                || (!excludes.path("arches").isEmpty() && any(excludes.path("arches")));
        return included && !excluded;
    }

    private static boolean all(JsonNode needed, Set<String> capabilities) {
        for (JsonNode name : needed) {
            if (!capabilities.contains(name.asString(""))) {
                return false;
            }
        }
        return true;
    }

    private static boolean some(JsonNode names, Set<String> capabilities) {
        for (JsonNode name : names) {
            if (capabilities.contains(name.asString(""))) {
                return true;
            }
        }
        return false;
    }

    private static boolean any(JsonNode architectures) {
        if (architectures.isEmpty()) {
            return true;
        }
        for (JsonNode name : architectures) {
            if (name.asString("").equals(ARCHITECTURE)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode plain(JsonNode rule, String except) {
        ObjectNode plain = Json.mapper().createObjectNode();
        ArrayNode names = plain.putArray("names");
        if (rule.has("name")) { // the older form: one call for each rule
            names.add(rule.get("name"));
        }
        rule.path("names").forEach(name -> {
            if (!name.asString("").equals(except)) {
                names.add(name);
            }
        });
        plain.set("action", rule.get("action"));
        if (rule.path("errnoRet").isNumber()) {
            plain.set("errnoRet", rule.get("errnoRet"));
        }
        if (!rule.path("args").isEmpty()) {
            plain.set("args", rule.get("args"));
        }
        return plain;
    }
}
