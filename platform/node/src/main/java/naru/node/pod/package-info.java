/// The agent of a node: it runs the pods that are bound to this machine as containers of the engine, and tells how
/// they are.
@NullMarked
package naru.node.pod;

import org.jspecify.annotations.NullMarked;
