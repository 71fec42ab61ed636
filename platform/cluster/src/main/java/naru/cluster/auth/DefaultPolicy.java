package naru.cluster.auth;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Ensured;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The roles and bindings that every cluster begins with: `policy.json` beside this class.
public final class DefaultPolicy {
    private static final String FILE = "policy.json";

    private DefaultPolicy() {}

    /// Creates those that are not there. What somebody changed stays as it is.
    public static void ensure(Objects objects) {
        documents().stream()
                .collect(Collectors.groupingBy(DefaultPolicy::resource))
                .forEach((kind, some) -> Ensured.all(objects, kind, "", some, WriteOptions.by("naru")));
    }

    static List<ObjectNode> documents() {
        try (InputStream in = DefaultPolicy.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw Fault.internal("the program has no " + FILE, null);
            }
            List<ObjectNode> found = new ArrayList<>();
            for (JsonNode one : Json.read(in, JsonNode.class)) {
                found.add((ObjectNode) one);
            }
            return found;
        } catch (IOException e) {
            throw Fault.internal("the program's " + FILE + " cannot be read", e);
        }
    }

    private static Resource resource(ObjectNode document) {
        return document.path("kind").asString("").equals("ClusterRole")
                ? Resources.CLUSTER_ROLES
                : Resources.CLUSTER_ROLE_BINDINGS;
    }
}
