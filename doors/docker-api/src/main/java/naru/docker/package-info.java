/// The Docker Engine API, 1.24 to 1.50: routes, calls, and the conversions between Docker's JSON and the engine.
@NullMarked
package naru.docker;

import org.jspecify.annotations.NullMarked;
