/// A controller's eyes and hands: a kind's objects kept in memory by watching, queues of what to look at, the threads
/// that do, and writes whose results are seen at once.
@NullMarked
package naru.cluster.informer;

import org.jspecify.annotations.NullMarked;
