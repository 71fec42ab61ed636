package naru.app.cluster;

import naru.cluster.client.Server;
import naru.node.pod.spec.Pod;
import naru.node.pod.volume.Tokens;

/// Tokens of pods as a server makes them, for a node on another machine.
final class ServedTokens implements Tokens {
    private final Server server;

    ServedTokens(Server server) {
        this.server = server;
    }

    @Override
    public String issue(Pod pod, String audience, long seconds) {
        String account = pod.spec().path("serviceAccountName").asString("default");
        String path = "/api/v1/namespaces/" + pod.namespace() + "/serviceaccounts/" + account + "/token";
        return server.post(path, PodTokens.request(pod, audience, seconds))
                .path("status")
                .path("token")
                .asString("");
    }
}
