/// The volumes of pods as folders of this machine.
@NullMarked
package naru.node.pod.volume;

import org.jspecify.annotations.NullMarked;
