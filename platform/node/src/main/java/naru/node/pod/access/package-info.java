/// What a server may do with the pods of this node: logs, commands, streams, ports, usage.
@NullMarked
package naru.node.pod.access;

import org.jspecify.annotations.NullMarked;
