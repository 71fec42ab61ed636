package naru.cluster.state;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;

/// Lets new objects into namespaces that are there and stay.
final class NamespaceGate {
    private final Reads reads;

    NamespaceGate(Reads reads) {
        this.reads = reads;
    }

    /// Makes a write hold only if the namespace is still as it was looked at here: there, and not being deleted.
    ///
    /// @throws Fault NOT_FOUND without the namespace, FORBIDDEN when it is being deleted
    void admit(Resource resource, String namespace, String name, Write write) {
        if (!resource.namespaced()) {
            return;
        }
        Optional<Stored> known = reads.known(Resources.NAMESPACES, "", namespace)
                .filter(stored -> !Tree.has(stored.object(), "metadata", "deletionTimestamp"));
        Stored found = known.orElseGet(() -> reads.required(Resources.NAMESPACES, "", namespace));
        if (Tree.has(found.object(), "metadata", "deletionTimestamp")) {
            String why = "namespace " + namespace + " is being terminated";
            Fault fault = Sentences.forbidden(
                    resource,
                    name,
                    "unable to create new content in namespace " + namespace + " because it is being terminated");
            throw new Fault(
                    fault.kind(),
                    fault.sentence(),
                    null,
                    List.of(new Fault.Detail("NamespaceTerminating", "metadata.namespace", why)));
        }
        write.when(found.key(), found.revision());
    }
}
