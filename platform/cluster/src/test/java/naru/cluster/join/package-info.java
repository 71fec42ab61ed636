@NullMarked
package naru.cluster.join;

import org.jspecify.annotations.NullMarked;
