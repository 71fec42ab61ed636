/// Controllers that keep pods running: replica sets, deployments, jobs.
@NullMarked
package naru.cluster.controller.workload;

import org.jspecify.annotations.NullMarked;
