package naru.node.pod;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import tools.jackson.databind.JsonNode;

/// How a pod signs in at registries: its `imagePullSecrets` of the type `kubernetes.io/dockerconfigjson`.
///
/// @param objects where Secrets are
record PullSecrets(Objects objects) {
    /// The logins for an image's registry that secrets of the pod have, in the pod's order, each once; a secret that is
    /// not there is passed over.
    List<RegistryLogin> logins(Pod pod, String image) {
        String registry = Reference.parse(image).registry();
        Set<RegistryLogin> found = new LinkedHashSet<>();
        for (JsonNode one : Doc.each(pod.spec(), "imagePullSecrets")) {
            secret(pod, Doc.text(one, "name"))
                    .flatMap(secret -> of(secret, registry))
                    .ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private Optional<JsonNode> secret(Pod pod, String name) {
        try {
            return Optional.of(objects.get(Resources.SECRETS, pod.namespace(), name));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<RegistryLogin> of(JsonNode secret, String registry) {
        String encoded = Doc.text(secret, "data", ".dockerconfigjson");
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        JsonNode config = Json.tree(Base64.getDecoder().decode(encoded));
        for (var entry : config.path("auths").properties()) {
            if (host(entry.getKey()).equals(registry)) {
                return Optional.of(login(entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private static String host(String address) {
        String host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? "docker.io" : host;
    }

    private static RegistryLogin login(JsonNode auth) {
        String username = Doc.text(auth, "username");
        String password = Doc.text(auth, "password");
        String both = Doc.text(auth, "auth");
        if (username.isEmpty() && !both.isEmpty()) {
            String[] parts = new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8).split(":", 2);
            username = parts[0];
            password = parts.length > 1 ? parts[1] : "";
        }
        return new RegistryLogin(username, password, Doc.text(auth, "identitytoken"));
    }
}
