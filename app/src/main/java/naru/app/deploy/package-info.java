/// What jobs may do in the cluster: the pipelines' port, over the cluster's objects.
@NullMarked
package naru.app.deploy;

import org.jspecify.annotations.NullMarked;
