/// The pod network of a node: its bridge, the ways to other nodes' pods, the addresses of services.
@NullMarked
package naru.node.net;

import org.jspecify.annotations.NullMarked;
