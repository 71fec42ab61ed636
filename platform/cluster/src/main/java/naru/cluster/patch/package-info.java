/// The four kinds of change that the Kubernetes API has, and who owns which field: pure functions over
/// documents. Nothing here reads or writes a store.
@NullMarked
package naru.cluster.patch;

import org.jspecify.annotations.NullMarked;
