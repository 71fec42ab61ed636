/// Which node a pod runs on: filters, policies that choose among the nodes that pass, and the loop that places pods as
/// they come and says why it cannot.
@NullMarked
package naru.cluster.schedule;

import org.jspecify.annotations.NullMarked;
