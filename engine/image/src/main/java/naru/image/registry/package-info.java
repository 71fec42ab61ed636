/// Registries: the client of other people's, and Naru's own (OCI distribution-spec 1.1).
@NullMarked
package naru.image.registry;

import org.jspecify.annotations.NullMarked;
