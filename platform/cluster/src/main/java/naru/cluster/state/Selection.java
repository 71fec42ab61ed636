package naru.cluster.state;

import naru.cluster.object.LabelSelector;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which objects of a kind a list or a watch is about.
///
/// @param prefix of their keys
/// @param labels which labels
/// @param fields which fields
record Selection(String prefix, LabelSelector labels, FieldSelector fields) {
    static Selection of(Resource resource, String namespace, ListOptions options) {
        return new Selection(
                Keys.within(resource, namespace),
                LabelSelector.parse(options.labelSelector()),
                FieldSelector.parse(options.fieldSelector(), resource));
    }

    /// Whether it leaves out objects below its prefix.
    boolean selective() {
        return !labels.requirements().isEmpty() || !fields.terms().isEmpty();
    }

    /// Whether it holds an object whose key has the prefix.
    boolean chooses(ObjectNode object) {
        return fields.matches(object) && labels.matches(object.path("metadata").path("labels"));
    }

    /// Whether it holds an object; nothing is not held.
    boolean holds(@Nullable Stored stored) {
        return stored != null && stored.key().startsWith(prefix) && chooses(stored.object());
    }
}
