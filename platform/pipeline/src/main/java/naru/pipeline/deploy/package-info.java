/// Deploying to the cluster of this Naru: the port through which pipelines use it, and the wait for what
/// was deployed. The adapter over the cluster's objects is in the app.
@NullMarked
package naru.pipeline.deploy;

import org.jspecify.annotations.NullMarked;
