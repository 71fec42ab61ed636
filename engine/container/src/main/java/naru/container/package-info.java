/// Containers: what they are asked to be, their life, their streams, and the runtime that runs them.
@NullMarked
package naru.container;

import org.jspecify.annotations.NullMarked;
