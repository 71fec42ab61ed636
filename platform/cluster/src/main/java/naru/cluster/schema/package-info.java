/// What the kinds of objects consist of: their fields and types, how their lists are merged, and the
/// OpenAPI documents that say so to clients. Made at build time (`src/build`), read when first asked
/// for.
@NullMarked
package naru.cluster.schema;

import org.jspecify.annotations.NullMarked;
