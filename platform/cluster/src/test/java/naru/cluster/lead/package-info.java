@NullMarked
package naru.cluster.lead;

import org.jspecify.annotations.NullMarked;
