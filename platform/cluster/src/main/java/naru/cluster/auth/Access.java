package naru.cluster.auth;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.informer.Informers;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.pki.ClusterCa;
import tools.jackson.databind.node.ObjectNode;

/// Who may call a server of the cluster, and what they may do: its parts, put together.
///
/// @param authenticator finds out who calls
/// @param authorizer says what they may do
/// @param accounts makes tokens of service accounts
/// @param tokens makes tokens of people and machines
public record Access(Authentication authenticator, Authorizer authorizer, AccountTokens accounts, Tokens tokens) {
    /// Opens it for a server. The default roles are created where they are missing.
    ///
    /// @param data where the keys are, in DATA/pki
    /// @param informers tell of roles and bindings; the caller starts them, and waits for them before
    ///     it serves
    /// @param nodes which certificates of nodes still count
    public static Access open(
            Path data, ClusterCa ca, Objects objects, Informers informers, NodeKeys nodes, InstantSource clock) {
        DefaultPolicy.ensure(objects);
        Policy policy = new Policy();
        for (Resource kind : Policy.kinds()) {
            informers.of(kind).handle(policy::changed);
        }
        SigningKey key = SigningKey.open(data);
        AccountTokens accounts = new AccountTokens(key, (kind, space, name) -> uid(objects, kind, space, name), clock);
        Tokens tokens = new Tokens(objects, key, ca.fingerprint(), clock);
        return new Access(
                new Authentication(data, ca, accounts, tokens, nodes),
                new Rbac(policy, new NodeRules(new StoredPods(objects))),
                accounts,
                tokens);
    }

    private static Optional<String> uid(Objects objects, Resource resource, String namespace, String name) {
        return found(objects, resource, namespace, name)
                .map(object -> object.path("metadata").path("uid").asString(""));
    }

    private static Optional<ObjectNode> found(Objects objects, Resource resource, String namespace, String name) {
        try {
            return Optional.of(objects.get(resource, namespace, name));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// As the store has them: an agent asks for a pod's secrets as soon as it has seen the pod.
    private record StoredPods(Objects objects) implements NodeRules.BoundPods {
        @Override
        public Optional<ObjectNode> pod(String namespace, String name) {
            return found(objects, Resources.PODS, namespace, name);
        }

        @Override
        public Collection<ObjectNode> of(String node, String namespace) {
            return objects.list(Resources.PODS, namespace, ListOptions.where("spec.nodeName=" + node))
                    .items();
        }
    }
}
