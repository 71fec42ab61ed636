package naru.node.pod;

import java.util.concurrent.Semaphore;
import naru.cluster.object.Objects;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.spec.Environment;
import naru.node.pod.spec.Surroundings;
import naru.node.pod.volume.PodVolumes;

/// What the pods of a node share.
///
/// @param objects the cluster
/// @param runtime the engine
/// @param pulls fetches images
/// @param volumes makes volumes
/// @param environment resolves variables
/// @param recorder writes events
/// @param surroundings what pods may ask about the node
/// @param options how the node is set up
/// @param traffic what services send to them
/// @param starts permits to start a container
record PodServices(
        Objects objects,
        PodRuntime runtime,
        Pulls pulls,
        PodVolumes volumes,
        Environment environment,
        Recorder recorder,
        Surroundings surroundings,
        NodeOptions options,
        Traffic traffic,
        Semaphore starts) {}
