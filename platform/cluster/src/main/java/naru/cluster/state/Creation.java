package naru.cluster.state;

import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.rule.KindRules;
import naru.cluster.state.rule.Metadata;
import naru.cluster.state.rule.Violations;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ObjectNode;

/// Stores new objects.
final class Creation {
    private static final int ATTEMPTS = 16;

    private final KeyValues store;
    private final Reads reads;
    private final NamespaceGate gate;
    private final Preparation preparation;
    private final Addresses addresses;

    Creation(KeyValues store, Reads reads, Preparation preparation, Addresses addresses) {
        this.store = store;
        this.reads = reads;
        this.gate = new NamespaceGate(reads);
        this.preparation = preparation;
        this.addresses = addresses;
    }

    /// Stores one.
    ///
    /// @param recorded whether the document's managed fields are those of this write already
    ObjectNode create(Resource resource, String namespace, ObjectNode sent, WriteOptions options, boolean recorded) {
        String wanted = Tree.name(sent);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ObjectNode object = preparation.fresh(resource, namespace, sent);
            complete(resource, object);
            String name = Tree.name(object);
            Write write = new Write();
            gate.admit(resource, namespace, name, write);
            addresses.assign(resource, null, object, write);
            if (!recorded) {
                Patching.record(resource, null, object, options, "", preparation.now());
            }
            byte[] bytes = Stored.bytes(object);
            String key = Keys.of(resource, namespace, name);
            if (!options.dryRun()) {
                KeyValues.Outcome outcome = write.when(key, 0).put(key, bytes).commit(store);
                if (outcome.succeeded()) {
                    return Stored.document(bytes, outcome.revision());
                }
            }
            boolean taken = reads.latest(resource, namespace, name).isPresent();
            if (taken && !wanted.isEmpty()) {
                throw Sentences.alreadyExists(resource, name);
            }
            if (!taken && options.dryRun()) {
                return object;
            }
        }
        throw Sentences.conflict(resource, wanted, "too many others are written at this moment; please try again");
    }

    /// Completes an object and checks it by the rules of its kind.
    static void complete(Resource resource, ObjectNode object) {
        KindRules rules = KindRules.of(resource);
        rules.defaults().set(object);
        Violations violations = new Violations();
        Metadata.check(resource, object, violations);
        rules.check().look(object, violations);
        violations.refuse(resource, Tree.name(object));
        if (resource.equals(Resources.NAMESPACES)) {
            Tree.object(object, "metadata", "labels").put("kubernetes.io/metadata.name", Tree.name(object));
        }
    }
}
