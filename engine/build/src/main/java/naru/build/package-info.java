/// Builds images from Dockerfiles: the language, the graph of stages, the cache, and the steps, each a container.
@NullMarked
package naru.build;

import org.jspecify.annotations.NullMarked;
