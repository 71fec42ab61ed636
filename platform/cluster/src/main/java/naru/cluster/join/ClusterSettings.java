package naru.cluster.join;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
/// @param datastore of a server that has joined: etcd's endpoints
public record ClusterSettings(Role role, List<String> servers, String node, List<String> datastore) {
    /// What machines are.
    public enum Role {
        /// It serves the API, and runs pods.
        SERVER,
        /// It runs pods.
        AGENT
    }

    /// Copies the lists.
    public ClusterSettings {
        servers = List.copyOf(servers);
        datastore = List.copyOf(datastore);
    }

    /// What a data folder says; nothing before the first start.
    public static Optional<ClusterSettings> read(Path data) {
        return PrivateFile.read(file(data)).map(text -> {
            JsonNode tree = Json.tree(text.getBytes(StandardCharsets.UTF_8));
            try {
                Role role = Role.valueOf(tree.path("role").asString("").toUpperCase(Locale.ROOT));
                return new ClusterSettings(
                        role, texts(tree, "servers"), tree.path("node").asString(""), texts(tree, "datastore"));
            } catch (IllegalArgumentException e) {
                throw new Fault(Fault.Kind.INVALID, file(data) + ": the role is server or agent", e);
            }
        });
    }

    private static List<String> texts(JsonNode tree, String field) {
        List<String> texts = new ArrayList<>();
        tree.path(field).forEach(one -> texts.add(one.asString("")));
        return texts;
    }

    /// Writes them, whole or not at all.
    public void write(Path data) {
        PrivateFile.write(
                file(data),
                Json.text(Map.of(
                                "role", role.name().toLowerCase(Locale.ROOT),
                                "servers", servers,
                                "node", node,
                                "datastore", datastore))
                        + "\n");
    }

    /// Forgets them: the machine is by itself again.
    public static void forget(Path data) {
        PrivateFile.delete(file(data));
    }

    private static Path file(Path data) {
        return data.resolve("cluster.json");
    }
}
