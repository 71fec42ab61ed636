/// Networks of containers: bridges with their addresses, sandboxes (network namespaces), published ports, names.
@NullMarked
package naru.network;

import org.jspecify.annotations.NullMarked;
