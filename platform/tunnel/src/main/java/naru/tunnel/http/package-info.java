/// HTTP/1.1 messages (RFC 9112), read strictly: only what has one meaning passes.
@NullMarked
package naru.tunnel.http;

import org.jspecify.annotations.NullMarked;
