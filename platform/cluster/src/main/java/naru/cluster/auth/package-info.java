/// Who calls the cluster and what they may do: certificates of the cluster's own authority, tokens,
/// roles.
@NullMarked
package naru.cluster.auth;

import org.jspecify.annotations.NullMarked;
