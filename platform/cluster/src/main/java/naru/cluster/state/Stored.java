package naru.cluster.state;

import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Tree;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ObjectNode;

/// One object as it was at a revision. Its document is shared by all readers: nobody may change it.
///
/// @param key where
/// @param object its document, with `metadata.resourceVersion`
/// @param revision when it became so
/// @param size of its JSON, in bytes
record Stored(String key, ObjectNode object, long revision, int size) {
    /// What etcd takes at most.
    private static final int MOST = 3 << 19;

    /// Reads what the store keeps.
    static Stored of(KeyValues.Entry entry) {
        ObjectNode object = document(entry.value(), entry.modRevision());
        return new Stored(entry.key(), object, entry.modRevision(), entry.value().length);
    }

    /// The document that the store keeps, as it reads at a revision.
    static ObjectNode document(byte[] bytes, long revision) {
        if (Json.tree(bytes) instanceof ObjectNode object) {
            Tree.object(object, "metadata").put("resourceVersion", Long.toString(revision));
            return object;
        }
        throw Fault.internal("the store holds something that is no object, at revision " + revision, null);
    }

    /// The document as it would be read again: equal values are equal nodes then, whoever made them.
    static ObjectNode normal(ObjectNode object) {
        return (ObjectNode) Json.tree(Json.write(object));
    }

    /// What the store keeps of an object: all but its resource version, which is the key's revision.
    static byte[] bytes(ObjectNode object) {
        ObjectNode kept = object.deepCopy();
        Tree.object(kept, "metadata").remove("resourceVersion");
        byte[] bytes = Json.write(kept);
        if (bytes.length > MOST) {
            throw Fault.tooLarge("the object has " + bytes.length + " bytes as JSON, more than the " + MOST
                    + " that are stored: keep large data elsewhere, such as in a volume");
        }
        return bytes;
    }

    /// The reader's own copy.
    ObjectNode copy() {
        return object.deepCopy();
    }

    /// The last state of what a later revision removed.
    ObjectNode copyAt(long later) {
        ObjectNode copy = copy();
        Tree.object(copy, "metadata").put("resourceVersion", Long.toString(later));
        return copy;
    }
}
