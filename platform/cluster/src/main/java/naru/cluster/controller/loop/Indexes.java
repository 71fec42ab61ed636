package naru.cluster.controller.loop;

import java.util.List;
import naru.cluster.informer.Informer;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;

/// The indexes that controllers share.
public final class Indexes {
    /// By the uid of the owner that controls it.
    public static final String CONTROLLER = "controller";
    /// By namespace, those that nothing controls.
    public static final String ORPHANS = "orphans";
    /// By namespace.
    public static final String NAMESPACE = "namespace";
    /// Pods by the node that they are placed on.
    public static final String NODE = "node";

    private Indexes() {}

    /// Keeps children by their owners, and orphans by namespace.
    public static void owners(Informer informer) {
        informer.index(CONTROLLER, one -> {
            String uid = Meta.controllerUid(one);
            return uid.isEmpty() ? List.of() : List.of(uid);
        });
        informer.index(ORPHANS, one -> Meta.controllerUid(one).isEmpty() ? List.of(Meta.namespace(one)) : List.of());
    }

    /// Keeps objects by namespace.
    public static void namespaces(Informer informer) {
        informer.index(NAMESPACE, one -> List.of(Meta.namespace(one)));
    }

    /// Keeps pods by node.
    public static void nodes(Informer pods) {
        pods.index(NODE, one -> Pods.node(one).isEmpty() ? List.of() : List.of(Pods.node(one)));
    }
}
