package naru.cluster.join;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.pki.PrivateFile;
import tools.jackson.databind.JsonNode;

/// What this machine is in a cluster, in DATA/cluster.json, so that a restart is the same again. No
/// secret is in it.
///
/// @param role whether it serves the API
/// @param servers where the API is, as `HOST:PORT`; empty on the first server
/// @param node what the machine is called among the nodes
public record ClusterSettings(Role role, List<String> servers, String node) {
    /// What machines are.
    public enum Role {
        /// It serves the API, and runs pods.
        SERVER,
        /// It runs pods.
        AGENT
    }

    /// Copies the list.
    public ClusterSettings {
        servers = List.copyOf(servers);
    }

    /// What a data folder says; nothing before the first start.
    public static Optional<ClusterSettings> read(Path data) {
        return PrivateFile.read(file(data)).map(text -> {
            JsonNode tree = Json.tree(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            List<String> servers = new java.util.ArrayList<>();
            tree.path("servers").forEach(one -> servers.add(one.asString("")));
            try {
                Role role = Role.valueOf(tree.path("role").asString("").toUpperCase(Locale.ROOT));
                return new ClusterSettings(role, servers, tree.path("node").asString(""));
            } catch (IllegalArgumentException e) {
                throw new Fault(Fault.Kind.INVALID, file(data) + ": the role is server or agent", e);
            }
        });
    }

    /// Writes them, whole or not at all.
    public void write(Path data) {
        PrivateFile.write(
                file(data),
                Json.text(java.util.Map.of(
                                "role", role.name().toLowerCase(Locale.ROOT), "servers", servers, "node", node))
                        + "\n");
    }

    private static Path file(Path data) {
        return data.resolve("cluster.json");
    }
}
