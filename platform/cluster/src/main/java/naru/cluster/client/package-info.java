/// The cluster's objects as other machines see them: through a server's API.
@NullMarked
package naru.cluster.client;

import org.jspecify.annotations.NullMarked;
