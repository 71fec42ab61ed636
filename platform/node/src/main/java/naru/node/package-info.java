/// A node of the cluster: what runs pods on this machine's engine, and how they are reached.
@NullMarked
package naru.node;

import org.jspecify.annotations.NullMarked;
