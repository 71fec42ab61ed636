/// What every controller works with.
@NullMarked
package naru.cluster.controller.loop;

import org.jspecify.annotations.NullMarked;
