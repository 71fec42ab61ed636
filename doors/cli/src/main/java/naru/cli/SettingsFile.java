package naru.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// The configuration file: TOML, keys named as the options; an unknown key is an error that names the nearest known
/// one.
final class SettingsFile {
    private static final Set<String> TEXTS = Set.of(
            "docker-socket",
            "docker-tcp",
            "web",
            "registry",
            "insecure-registry",
            "kube",
            "relay-http",
            "relay-agents",
            "relay-domain",
            "bridge-pool",
            "pod-network",
            "service-network",
            "firewall",
            "node-name",
            "node-address",
            "scheduler",
            "datastore",
            "vxlan-port",
            "add-runtime",
            "default-runtime",
            "attach-patience",
            "build-cache",
            "userns-remap",
            "cgroup-driver");
    private static final List<String> PARTS = List.of("cluster", "web", "registry", "relay");
    private static final long MAX_BYTES = 1 << 20;

    private SettingsFile() {}

    /// The values by key; parts that are off appear as `no-PART` with the value `true`.
    static Map<String, String> read(Path file) {
        Map<String, String> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree(file).properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            if (TEXTS.contains(key) && value.isString()) {
                values.put(key, value.stringValue());
            } else if (key.startsWith("no-") && PARTS.contains(key.substring(3)) && value.isBoolean()) {
                values.put(key, value.asString());
            } else {
                throw wrong(file, key);
            }
        }
        return values;
    }

    private static JsonNode tree(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw Fault.invalid(file + " is larger than 1 MiB: that is no configuration file");
            }
            return new TomlMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new Fault(Fault.Kind.INVALID, file + " is not TOML: " + e.getOriginalMessage(), e);
        }
    }

    private static Fault wrong(Path file, String key) {
        if (TEXTS.contains(key)) {
            return Fault.invalid(file + ": " + key + " wants a text in quotes");
        }
        String nearest = Nearest.to(key, TEXTS)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return Fault.invalid(file + ": unknown key '" + key + "'" + nearest);
    }
}
