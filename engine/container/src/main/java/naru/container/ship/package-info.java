/// Where containers' output is sent besides the log on this machine: syslog, journald, GELF, fluentd.
@NullMarked
package naru.container.ship;

import org.jspecify.annotations.NullMarked;
