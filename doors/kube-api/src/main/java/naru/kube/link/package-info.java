/// How a server reaches the pods of other machines: every node keeps a link to its servers, and dials a connection of
/// its own for each call that a server makes. So nodes need no port and no name that servers reach.
@NullMarked
package naru.kube.link;

import org.jspecify.annotations.NullMarked;
