/// The cluster's objects over a store of keys and values: what is written is checked and completed by the rules of its
/// kind, what is read comes from one decoded copy in memory that a single watch of the store keeps current.
@NullMarked
package naru.cluster.state;

import org.jspecify.annotations.NullMarked;
