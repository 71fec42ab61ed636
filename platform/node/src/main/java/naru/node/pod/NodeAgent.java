package naru.node.pod;

import java.util.concurrent.Semaphore;
import naru.base.Fault;
import naru.base.Instance;
import naru.cluster.object.Objects;
import naru.container.Containers;
import naru.network.Networks;
import naru.node.PodAccess;
import naru.node.pod.access.EnginePodAccess;
import naru.node.pod.runtime.EngineRuntime;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.spec.Environment;
import naru.node.pod.spec.Surroundings;
import naru.node.pod.volume.PodVolumes;
import naru.node.pod.volume.Tokens;
import org.jspecify.annotations.Nullable;

/// The agent of a node: makes the node known, and runs the pods that are bound to it as containers of this machine's
/// engine. Whatever runs goes on when it is closed, and is taken over by the next.
public final class NodeAgent implements AutoCloseable {
    private final PodVolumes volumes;
    private final Recorder recorder;
    private final Pods pods;
    private final AutoCloseable ends;
    private final Registration registration;
    private final PodFeed feed;

    private NodeAgent(
            ClusterApi api,
            PodRuntime runtime,
            ImageSource images,
            PodVolumes volumes,
            NodeOptions options,
            Traffic traffic,
            Machine machine) {
        this.volumes = volumes;
        Objects objects = api.objects();
        recorder = new Recorder(objects, options.name());
        Surroundings surroundings = new Surroundings(
                options.name(), options.address(), "", machine.processors() * 1000L, machine.memory(), machine.disk());
        pods = new Pods(new PodServices(
                objects,
                runtime,
                new Pulls(images, objects),
                volumes,
                new Environment(objects, options.environment()),
                recorder,
                surroundings,
                options,
                traffic,
                new Semaphore(options.startsAtOnce())));
        ends = runtime.watchEnds(pods::ring);
        registration = new Registration(api.beats(), options, machine);
        feed = new PodFeed(objects, options.name(), pods);
    }

    /// Starts an agent over an engine that has been restored; returns at once, also when the API is away.
    ///
    /// @param tokens issues tokens of service accounts; null for none
    /// @param traffic a pod that is deleted is not ended before services lead nobody to it any more
    public static NodeAgent start(
            Instance instance,
            ClusterApi api,
            Containers containers,
            Networks networks,
            ImageSource images,
            @Nullable Tokens tokens,
            NodeOptions options,
            Traffic traffic) {
        return start(instance, api, new EngineRuntime(containers, networks), images, tokens, options, traffic);
    }

    static NodeAgent start(
            Instance instance,
            ClusterApi api,
            PodRuntime runtime,
            ImageSource images,
            @Nullable Tokens tokens,
            NodeOptions options,
            Traffic traffic) {
        PodVolumes volumes = new PodVolumes(instance, api.objects(), tokens);
        return new NodeAgent(api, runtime, images, volumes, options, traffic, Machine.of(instance.data()));
    }

    /// What a server may do with the pods of this node, which run in this engine.
    public PodAccess access(Containers containers, Networks networks) {
        return new EnginePodAccess(pods, containers, networks);
    }

    /// Ends the pods on this machine, with their networks and mounts, and follows no pod any more; returns when that is
    /// done. They stay in the cluster, and the next agent of this node runs them again.
    public void halt() {
        feed.close();
        registration.retire();
        pods.halt();
    }

    /// Lets go: the node is not renewed any more, its pods go on.
    @Override
    public void close() {
        feed.close();
        registration.close();
        pods.close();
        recorder.close();
        volumes.close();
        try {
            ends.close();
        } catch (Exception e) {
            throw Fault.internal("cannot stop listening for ends", e);
        }
    }
}
