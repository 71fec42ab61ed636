/// The cluster's parts of a daemon, put together: a server with its API and controllers, and the node that every daemon
/// is.
@NullMarked
package naru.app.cluster;

import org.jspecify.annotations.NullMarked;
