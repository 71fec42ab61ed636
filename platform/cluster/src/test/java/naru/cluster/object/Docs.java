package naru.cluster.object;

import java.nio.charset.StandardCharsets;
import naru.base.Json;
import tools.jackson.databind.node.ObjectNode;

/// Documents for tests, written with single quotes.
public final class Docs {
    private Docs() {}

    /// Reads one.
    public static ObjectNode doc(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// A config map with one entry.
    public static ObjectNode configMap(String name, String key, String value) {
        return doc("{'metadata':{'name':'" + name + "','labels':{'app':'" + value + "'}},'data':{'" + key + "':'"
                + value + "'}}");
    }

    /// A namespace.
    public static ObjectNode namespace(String name) {
        return doc("{'metadata':{'name':'" + name + "'}}");
    }

    /// A pod of one container.
    public static ObjectNode pod(String name) {
        return doc("{'metadata':{'name':'" + name + "','labels':{'app':'" + name
                + "'}},'spec':{'containers':[{'name':'main','image':'busybox'}]}}");
    }

    /// A deployment of one container.
    public static ObjectNode deployment(String name) {
        return doc(("{'metadata':{'name':'NAME'},'spec':{'selector':{'matchLabels':{'app':'NAME'}},'template':{"
                        + "'metadata':{'labels':{'app':'NAME'}},'spec':{'containers':[{'name':'main','image':'busybox'}]"
                        + "}}}}")
                .replace("NAME", name));
    }

    /// A service of one port.
    public static ObjectNode service(String name) {
        return doc("{'metadata':{'name':'" + name + "'},'spec':{'selector':{'app':'" + name
                + "'},'ports':[{'port':80}]}}");
    }
}
