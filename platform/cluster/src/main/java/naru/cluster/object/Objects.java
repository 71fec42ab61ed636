package naru.cluster.object;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The cluster's objects: what kubectl, controllers, the scheduler and node agents all work with. One implementation
/// is the store's own (`naru.cluster.state`), one speaks to a server (`naru.cluster.client`); both pass the same
/// contract tests. Safe for use by many threads; every call may block.
///
/// A document is JSON as the Kubernetes API defines it, with `apiVersion`, `kind` and `metadata`. What is answered is
/// the caller's own copy. `namespace` is empty for kinds without namespaces, and in [#list] and [#watch] for all
/// namespaces.
///
/// Errors, as faults: NOT_FOUND, ALREADY_EXISTS, CONFLICT (`resourceVersion` is not the latest; also field managers in
/// conflict), UNPROCESSABLE with details (rules of the kind), INVALID (cannot be read at all, names another object),
/// GONE (a `resourceVersion` or `continue` that is no longer kept), FORBIDDEN, UNAVAILABLE.
public interface Objects {
    /// One object.
    ObjectNode get(Resource resource, String namespace, String name);

    /// Objects of one state, by namespace and name.
    Page list(Resource resource, String namespace, ListOptions options);

    /// Every change from a state on.
    ObjectWatch watch(Resource resource, String namespace, ListOptions options);

    /// Stores a new one; answers it as stored. `metadata.generateName` makes a name where there is none.
    ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options);

    /// Stores another state of one. With `metadata.resourceVersion` only if that is still the latest.
    ///
    /// @param subresource empty for all but status; `status`; `scale` (the document is a Scale, as is the answer);
    ///     also what else the kind has of its own: `binding`, `finalize`, `ephemeralcontainers`
    ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options);

    /// Changes parts of one; server-side apply makes it if it is not there. `subresource` as in [#update].
    ObjectNode patch(
            Resource resource, String namespace, String name, String subresource, Patch patch, WriteOptions options);

    /// Takes one away, or marks it as deleted where finalizers or a grace period say so; answers its last state.
    ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options);

    /// Gives a pod its node, once: CONFLICT if it has one or is being deleted. The same as an update of the
    /// subresource `binding` with a document of `v1`, Binding.
    default void bind(String namespace, String pod, String node, WriteOptions options) {
        ObjectNode binding = JsonNodeFactory.instance.objectNode();
        binding.put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata").put("name", pod).put("namespace", namespace);
        binding.putObject("target").put("kind", "Node").put("name", node);
        update(Resources.PODS, namespace, pod, "binding", binding, options);
    }

    /// Deletes what the options choose, one after the other; what others delete meanwhile is no error.
    ///
    /// @return what was deleted, or marked as deleted
    default List<ObjectNode> deleteAll(Resource resource, String namespace, ListOptions chosen, DeleteOptions options) {
        List<ObjectNode> deleted = new ArrayList<>();
        for (ObjectNode object : list(resource, namespace, chosen).items()) {
            try {
                deleted.add(delete(resource, Tree.namespace(object), Tree.name(object), options));
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.NOT_FOUND) {
                    throw fault;
                }
            }
        }
        return deleted;
    }
}
