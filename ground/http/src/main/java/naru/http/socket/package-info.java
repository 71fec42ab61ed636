/// WebSockets (RFC 6455), the server's side: what streams and watches are carried in.
@NullMarked
package naru.http.socket;

import org.jspecify.annotations.NullMarked;
