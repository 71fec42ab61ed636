/// One of several servers leads: it alone runs controllers and scheduler.
@NullMarked
package naru.cluster.lead;

import org.jspecify.annotations.NullMarked;
