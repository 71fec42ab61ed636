/// How Docker's clients reach the engine: over the socket and over TLS.
@NullMarked
package naru.app.docker;

import org.jspecify.annotations.NullMarked;
