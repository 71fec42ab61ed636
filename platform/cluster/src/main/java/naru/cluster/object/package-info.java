/// The objects of a cluster as everybody sees them: documents of the kinds in one table, read, watched and written
/// through one interface, whether the store is in this process or behind a server.
@NullMarked
package naru.cluster.object;

import org.jspecify.annotations.NullMarked;
