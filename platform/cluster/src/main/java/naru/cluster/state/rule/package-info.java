/// The rules of each kind: what it is completed with, what is refused, which fields never change, which fields it can
/// be selected by. A table of small functions, one file for a group of kinds.
@NullMarked
package naru.cluster.state.rule;

import org.jspecify.annotations.NullMarked;
