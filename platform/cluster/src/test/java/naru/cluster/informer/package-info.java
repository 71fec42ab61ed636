@NullMarked
package naru.cluster.informer;

import org.jspecify.annotations.NullMarked;
