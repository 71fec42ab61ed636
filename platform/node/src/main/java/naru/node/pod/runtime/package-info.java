/// The engine as the agent needs it: networks of pods and runs of their containers.
@NullMarked
package naru.node.pod.runtime;

import org.jspecify.annotations.NullMarked;
