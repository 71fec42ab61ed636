package naru.docker;

import java.util.List;
import naru.base.Fault;

/// What an engine outside a swarm answers about swarms and plugins.
final class ClusterCalls {
    private static final List<String> NOUNS = List.of("nodes", "services", "tasks", "secrets", "configs");

    private ClusterCalls() {}

    static void register(Table table) {
        table.get(24, "/swarm", _ -> refuse())
                .post(24, "/swarm/leave", _ -> refuse())
                .post(24, "/swarm/update", _ -> refuse())
                .get(24, "/swarm/unlockkey", _ -> refuse())
                .post(24, "/swarm/unlock", _ -> refuse())
                .post(24, "/swarm/init", _ -> unbuilt("swarm mode"))
                .post(24, "/swarm/join", _ -> unbuilt("swarm mode"))
                .get(24, "/plugins", call -> call.json(List.of()))
                .get(24, "/plugins/{name:.*}/json", ClusterCalls::noPlugin)
                .post(24, "/session", _ -> unbuilt("a BuildKit session"))
                .get(24, "/plugins/privileges", _ -> unbuilt("plugins"))
                .post(24, "/plugins/{rest:.*}", _ -> unbuilt("plugins"))
                .delete(24, "/plugins/{name:.*}", ClusterCalls::noPlugin);
        for (String noun : NOUNS) {
            table.get(24, "/" + noun, _ -> refuse())
                    .get(24, "/" + noun + "/{rest:.*}", _ -> refuse())
                    .post(24, "/" + noun + "/{rest:.*}", _ -> refuse())
                    .delete(24, "/" + noun + "/{rest:.*}", _ -> refuse());
        }
    }

    private static void refuse() {
        throw Fault.unavailable(
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this"
                        + " node to swarm and try again.",
                null);
    }

    private static void unbuilt(String what) {
        throw Fault.notImplemented(what + " is not part of Naru");
    }

    private static void noPlugin(Call call) {
        throw Fault.notFound("plugin \"" + call.variable("name") + "\" not found");
    }
}
