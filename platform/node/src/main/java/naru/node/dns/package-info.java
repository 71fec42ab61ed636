/// The cluster's name server, as it runs on every node (Kubernetes DNS-Based Service Discovery 1.1).
@NullMarked
package naru.node.dns;

import org.jspecify.annotations.NullMarked;
