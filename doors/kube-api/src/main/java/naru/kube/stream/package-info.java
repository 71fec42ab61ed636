/// Connections into pods: `exec`, `attach` and `portforward` over WebSocket and SPDY/3.1, as kubectl of every age opens
/// them.
@NullMarked
package naru.kube.stream;

import org.jspecify.annotations.NullMarked;
