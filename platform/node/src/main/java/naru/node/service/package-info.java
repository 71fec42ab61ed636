/// What Services and EndpointSlices say, as the service rules and the cluster's name server read them.
@NullMarked
package naru.node.service;

import org.jspecify.annotations.NullMarked;
