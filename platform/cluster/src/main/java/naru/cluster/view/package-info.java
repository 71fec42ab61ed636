/// Documents of the cluster read as what they mean: names, owners, labels, conditions, what state a pod is in.
@NullMarked
package naru.cluster.view;

import org.jspecify.annotations.NullMarked;
