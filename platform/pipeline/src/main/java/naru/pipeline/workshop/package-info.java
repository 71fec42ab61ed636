/// Where steps run: the port through which pipelines use containers. The adapter over the engine is in the app.
@NullMarked
package naru.pipeline.workshop;

import org.jspecify.annotations.NullMarked;
