/// Pipelines in containers: the workshop over the engine.
@NullMarked
package naru.app.workshop;

import org.jspecify.annotations.NullMarked;
