package naru.cluster.schema;

import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.Resource;

/// The schemas of kinds. Safe for use by many threads.
public final class Schemas {
    private Schemas() {}

    /// The schema of a kind of the table `Resources`; INTERNAL for one that nobody described.
    public static Schema of(Resource resource) {
        return Types.of(resource)
                .map(Schema::new)
                .orElseThrow(() -> Fault.internal("nobody described the kind " + resource.kind(), null));
    }

    /// The schema of any kind of document: also of those that are only sent, such as `policy/v1`,
    /// `Eviction`.
    public static Optional<Schema> of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return Types.of(slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind)
                .map(Schema::new);
    }
}
