package naru.cluster.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import naru.base.Fault;
import naru.cluster.controller.endpoint.ApiService;
import naru.cluster.controller.endpoint.ServiceEndpoints;
import naru.cluster.controller.lifecycle.EventExpiry;
import naru.cluster.controller.lifecycle.GarbageCollector;
import naru.cluster.controller.lifecycle.Hearing;
import naru.cluster.controller.lifecycle.NamespaceContent;
import naru.cluster.controller.lifecycle.Namespaces;
import naru.cluster.controller.lifecycle.NodeLifecycle;
import naru.cluster.controller.lifecycle.NodeSlices;
import naru.cluster.controller.lifecycle.PodCollector;
import naru.cluster.controller.lifecycle.TaintEviction;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.controller.workload.Deployments;
import naru.cluster.controller.workload.Jobs;
import naru.cluster.controller.workload.ReplicaSets;
import naru.cluster.event.EventRecorder;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.informer.Writes;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.schedule.Scheduler;
import naru.cluster.schedule.Verdicts;

/// All controllers and the scheduler of a cluster, from [#start] to [#close]. One server of a cluster runs them at a
/// time: whoever wins the leadership starts them, whoever loses it closes them. Nothing is kept between: another start
/// begins with what the cluster says.
public final class Controllers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Informers informers;
    private final EventRecorder events;
    private final EventRecorder decisions;
    private final List<Controller> all = new ArrayList<>();
    private final Scheduler scheduler;
    private final List<Hearing> own = new ArrayList<>();

    /// How the cluster is run.
    ///
    /// @param policy of the scheduler: `least-loaded`, `random`, `round-robin` or `bin-packing`
    /// @param seed of the policy that draws lots
    /// @param authority the cluster's certificate authority as PEM; empty for none
    /// @param api where the API is; empty if there is to be no service `kubernetes`
    public record Options(
            String policy,
            long seed,
            String authority,
            Optional<ApiService.Address> api,
            NodeLifecycle.Settings nodes,
            TaintEviction.Settings evictions) {
        /// The least loaded node, failures noticed within seconds.
        public static Options standard(String authority, Optional<ApiService.Address> api) {
            return new Options(
                    "least-loaded",
                    System.nanoTime(),
                    authority,
                    api,
                    NodeLifecycle.Settings.DEFAULT,
                    TaintEviction.Settings.DEFAULT);
        }

        /// The same with another policy of the scheduler.
        public Options withPolicy(String other) {
            return new Options(other, seed, authority, api, nodes, evictions);
        }
    }

    private Controllers(Objects objects, Options options, Timing timing, Informers informers, Hearing hearing) {
        this.informers = informers;
        this.events = new EventRecorder(objects, timing, "naru-controllers");
        this.decisions = new EventRecorder(objects, timing, "default-scheduler");
        Means means = new Means(objects, informers, new Writes(objects, informers, "naru-controllers"), events, timing);
        all.add(new ReplicaSets(means));
        all.add(new Deployments(means));
        all.add(new Jobs(means));
        all.add(new ServiceEndpoints(means));
        all.add(new Namespaces(means));
        all.add(new NamespaceContent(means, options.authority()));
        all.add(new GarbageCollector(means));
        NodeLifecycle nodes = new NodeLifecycle(means, options.nodes(), hearing);
        all.add(nodes);
        all.add(new TaintEviction(means, options.evictions(), nodes::cutOff));
        all.add(new PodCollector(means));
        all.add(new NodeSlices(means));
        all.add(new EventExpiry(means));
        options.api().ifPresent(address -> all.add(new ApiService(means, address)));
        Writes writes = new Writes(objects, informers, "naru-scheduler");
        this.scheduler = new Scheduler(
                means.of(Resources.PODS),
                means.of(Resources.NODES),
                new Verdicts(new ApiBinder(means), writes, decisions, timing),
                timing,
                options.policy(),
                options.seed());
    }

    /// Starts all, with a hearing of their own: for the only server of a cluster. Otherwise as the other.
    public static Controllers start(Objects objects, Options options, Timing timing) throws InterruptedException {
        Informers informers = new Informers(objects);
        Hearing hearing = new Hearing(informers, timing, options.nodes());
        Controllers made = new Controllers(objects, options, timing, informers, hearing);
        made.own.add(hearing);
        hearing.start();
        return made.begun();
    }

    /// Starts all: returns when they know the cluster's objects and act. The timing and the hearing stay the caller's
    /// to
    /// close.
    ///
    /// @throws Fault UNAVAILABLE if the objects do not come within a minute
    public static Controllers start(Objects objects, Options options, Timing timing, Hearing hearing)
            throws InterruptedException {
        return new Controllers(objects, options, timing, new Informers(objects), hearing).begun();
    }

    private Controllers begun() throws InterruptedException {
        informers.start();
        if (!informers.awaitSynced(PATIENCE)) {
            close();
            throw Fault.unavailable("the cluster's objects did not come within " + PATIENCE.toSeconds() + " s", null);
        }
        all.forEach(Controller::start);
        scheduler.start();
        return this;
    }

    /// Why a pod could not be placed when that was tried last: the reasons of each node, by its name.
    public SortedMap<String, String> why(String namespace, String pod) {
        return scheduler.why(namespace, pod);
    }

    /// Ends all, and waits for what they are doing.
    @Override
    public void close() {
        scheduler.close();
        all.forEach(Controller::close);
        informers.close();
        events.close();
        decisions.close();
        own.forEach(Hearing::close);
    }
}
