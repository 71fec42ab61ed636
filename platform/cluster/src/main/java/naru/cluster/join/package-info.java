/// How machines become nodes of a cluster, and leave it.
@NullMarked
package naru.cluster.join;

import org.jspecify.annotations.NullMarked;
