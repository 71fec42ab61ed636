package naru.app.cluster;

import naru.base.Json;
import naru.cluster.auth.AccountTokens;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.node.pod.spec.Pod;
import naru.node.pod.volume.Tokens;
import tools.jackson.databind.node.ObjectNode;

/// Tokens of the pods on a server's own machine, bound to the pod: they end with it.
final class PodTokens implements Tokens {
    private final AccountTokens accounts;
    private final Objects objects;

    PodTokens(AccountTokens accounts, Objects objects) {
        this.accounts = accounts;
        this.objects = objects;
    }

    @Override
    public String issue(Pod pod, String audience, long seconds) {
        String name = pod.spec().path("serviceAccountName").asString("default");
        ObjectNode account = objects.get(Resources.SERVICE_ACCOUNTS, pod.namespace(), name);
        return accounts.issue(account, request(pod, audience, seconds))
                .path("status")
                .path("token")
                .asString("");
    }

    /// A TokenRequest for a pod.
    static ObjectNode request(Pod pod, String audience, long seconds) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = request.putObject("spec");
        spec.put("expirationSeconds", seconds);
        if (!audience.isEmpty()) {
            spec.putArray("audiences").add(audience);
        }
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", pod.name())
                .put("uid", pod.uid());
        return request;
    }
}
