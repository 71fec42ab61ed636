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
        boolean named = !Tree.name(sent).isEmpty();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ObjectNode object = preparation.fresh(resource, namespace, sent);
            admit(resource, namespace, object);
            complete(resource, object);
            if (!free(resource, object, named, options.dryRun())) {
                continue;
            }
            Write write = new Write();
            gate.admit(resource, namespace, Tree.name(object), write);
            addresses.assign(resource, null, object, write);
            if (!recorded) {
                object = Patching.record(resource, null, object, options, "", preparation.now());
            }
            byte[] bytes = Stored.bytes(object);
            if (options.dryRun()) {
                return object;
            }
            KeyValues.Outcome outcome = stored(Keys.of(resource, namespace, Tree.name(object)), bytes, write);
            if (outcome.succeeded()) {
                return Stored.document(bytes, outcome.revision());
            }
        }
        throw Sentences.conflict(resource, Tree.name(sent), "too many others write at this moment; please try again");
    }

    /// A pod that names no secrets to pull its images with has those of its service account (Kubernetes, "Add
    /// ImagePullSecrets to a service account").
    private void admit(Resource resource, String namespace, ObjectNode object) {
        if (!resource.equals(Resources.PODS)
                || !Tree.at(object, "spec", "imagePullSecrets").isEmpty()) {
            return;
        }
        String named = Tree.text(object, "spec", "serviceAccountName");
        String older = Tree.text(object, "spec", "serviceAccount");
        String name = !named.isEmpty() ? named : older.isEmpty() ? "default" : older;
        reads.known(Resources.SERVICE_ACCOUNTS, namespace, name)
                .map(account -> account.object().path("imagePullSecrets"))
                .filter(secrets -> !secrets.isEmpty())
                .ifPresent(secrets -> Tree.object(object, "spec").set("imagePullSecrets", secrets.deepCopy()));
    }

    /// Commits; when it did not hold, others have written what the next attempt must know.
    private KeyValues.Outcome stored(String key, byte[] bytes, Write write) {
        KeyValues.Outcome outcome = write.when(key, 0).put(key, bytes).commit(store);
        if (!outcome.succeeded()) {
            reads.awaitLatest();
        }
        return outcome;
    }

    /// Whether an object's name is free as far as is known, or for `sure`; one that the client chose must be.
    private boolean free(Resource resource, ObjectNode object, boolean named, boolean sure) {
        String namespace = Tree.namespace(object);
        String name = Tree.name(object);
        if (!sure && reads.known(resource, namespace, name).isEmpty()) {
            return true;
        }
        boolean taken = reads.latest(resource, namespace, name).isPresent();
        if (taken && named) {
            throw Sentences.alreadyExists(resource, name);
        }
        return !taken;
    }

    /// Completes an object and checks it by the rules of its kind.
    static void complete(Resource resource, ObjectNode object) {
        KindRules rules = KindRules.of(resource);
        rules.defaults().set(object);
        Violations violations = new Violations();
        Metadata.check(resource, object, violations);
        rules.check().look(object, violations);
        violations.refuse(resource, Tree.name(object));
    }
}
