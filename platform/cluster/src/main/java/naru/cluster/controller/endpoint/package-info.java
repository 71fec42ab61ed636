/// Who answers for a service: the pods that its selector chooses, as EndpointSlices and as Endpoints.
@NullMarked
package naru.cluster.controller.endpoint;

import org.jspecify.annotations.NullMarked;
