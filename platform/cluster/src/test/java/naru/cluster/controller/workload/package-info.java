@NullMarked
package naru.cluster.controller.workload;

import org.jspecify.annotations.NullMarked;
