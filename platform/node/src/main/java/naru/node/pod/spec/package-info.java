/// What a pod's document says, read and turned into what the engine takes: no input or output but reading objects.
@NullMarked
package naru.node.pod.spec;

import org.jspecify.annotations.NullMarked;
