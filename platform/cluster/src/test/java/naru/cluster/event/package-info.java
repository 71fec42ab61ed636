@NullMarked
package naru.cluster.event;

import org.jspecify.annotations.NullMarked;
