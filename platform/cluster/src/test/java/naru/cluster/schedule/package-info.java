@NullMarked
package naru.cluster.schedule;

import org.jspecify.annotations.NullMarked;
