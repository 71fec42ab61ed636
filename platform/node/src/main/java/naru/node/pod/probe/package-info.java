/// Probes of containers: commands, HTTP requests and connections, at intervals and with thresholds.
@NullMarked
package naru.node.pod.probe;

import org.jspecify.annotations.NullMarked;
