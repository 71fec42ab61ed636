/// HTTP/1.1 on Unix sockets and TCP: a server that can hand a connection over, a table of routes, a small client.
@NullMarked
package naru.http;

import org.jspecify.annotations.NullMarked;
