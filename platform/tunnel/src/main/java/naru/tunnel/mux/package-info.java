/// The connection between relay and agent: frames, streams with credit, heartbeat. See docs/decisions for the why.
@NullMarked
package naru.tunnel.mux;

import org.jspecify.annotations.NullMarked;
