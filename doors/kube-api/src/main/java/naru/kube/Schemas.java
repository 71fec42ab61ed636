package naru.kube;

import tools.jackson.databind.node.ObjectNode;

/// What the kinds look like, as OpenAPI documents. Safe for use by many threads.
public interface Schemas {
    /// The OpenAPI v3 document of one group and version, such as `api/v1` or `apis/apps/v1`.
    ///
    /// @throws naru.base.Fault NOT_FOUND if there is none
    ObjectNode v3(String groupVersion);

    /// The OpenAPI v2 document of everything.
    ObjectNode v2();
}
