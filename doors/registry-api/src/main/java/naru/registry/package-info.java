/// The registry door: OCI distribution-spec 1.1 over HTTP.
@NullMarked
package naru.registry;

import org.jspecify.annotations.NullMarked;
