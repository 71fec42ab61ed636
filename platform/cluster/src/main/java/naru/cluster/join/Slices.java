package naru.cluster.join;

import java.util.List;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ObjectNode;

/// Who holds slices of the pod network, as documents say it: a ConfigMap `naru-subnet-N` in `kube-system` for each.
/// Safe for use by many threads.
public final class Slices {
    /// Namespace of the documents.
    static final String SPACE = "kube-system";

    /// The label of a document whose value is the node.
    static final String LABEL = "naru/node";

    private final Objects objects;

    /// Those of a cluster.
    public Slices(Objects objects) {
        this.objects = objects;
    }

    /// The nodes that hold one.
    public List<String> holders() {
        return held(LABEL).stream().map(Slices::node).toList();
    }

    /// Takes back what a node holds; one that holds none is well.
    public void release(String node) {
        held(LABEL + "=" + node).forEach(document -> delete(Meta.name(document)));
    }

    List<ObjectNode> held(String selector) {
        return objects.list(Resources.CONFIG_MAPS, SPACE, ListOptions.labelled(selector))
                .items();
    }

    void delete(String document) {
        try {
            objects.delete(Resources.CONFIG_MAPS, SPACE, document, DeleteOptions.NOW);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// Whose slice a document is; empty for a document that is none.
    static String node(ObjectNode document) {
        return document.path("metadata").path("labels").path(LABEL).asString("");
    }

    /// Hash of the public key that the node came with.
    static String key(ObjectNode document) {
        return document.path("data").path("key").asString("");
    }
}
