package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import naru.base.Fault;
import naru.node.pod.probe.ProbeSpec;
import naru.node.pod.probe.Probing;
import naru.node.pod.probe.Target;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What has become of a pod's containers since they were last looked at.
///
/// @param services of the node
/// @param wake called when a probe found something else
record Observation(PodServices services, Runnable wake) {
    private static final int MESSAGE = 4096;
    private static final int LOG_LINES = 80;
    private static final int LOG_BYTES = 2048;
    private static final Duration TOLD = Duration.ofSeconds(2);

    /// Looks at a container; `address` is the pod's.
    void look(Pod pod, Track track, String address) {
        if (track.phase() instanceof Phase.Held held) {
            backOff(track, held);
        }
        if (!(track.phase() instanceof Phase.Live live)) {
            return;
        }
        Run run = find(live.run().id());
        if (run == null || !(run.state() instanceof Run.Alive)) {
            ended(pod, track, live, run);
        } else if (live.probing() == null && live.hook().isDone()) {
            track.enter(live.probedBy(probing(pod, track, live, address, null)));
        }
    }

    /// A failed pull is told as what it is first, then as waiting for the next.
    private static void backOff(Track track, Phase.Held held) {
        Instant since = held.retry().minus(Backoff.after(held.failures()));
        if (held.reason().equals("ErrImagePull") && Instant.now().isAfter(since.plus(TOLD))) {
            String message = "Back-off pulling image \"" + track.container().image() + "\": " + held.message();
            track.enter(new Phase.Held("ImagePullBackOff", message, held.retry(), held.failures()));
        }
    }

    private @Nullable Run find(String id) {
        try {
            return services.runtime().run(id);
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return null; // somebody removed it
            }
            throw e;
        }
    }

    private Probing probing(Pod pod, Track track, Phase.Live live, String address, Probing.@Nullable Known known) {
        PodContainer container = track.container();
        Target target = new Target(services.runtime(), live.run().id(), container, address);
        return new Probing(
                target,
                live.state().since(),
                known,
                wake,
                (kind, message) -> services.recorder()
                        .warning(pod, container, "Unhealthy", kind.text() + " probe failed: " + message));
    }

    private void ended(Pod pod, Track track, Phase.Live live, @Nullable Run run) {
        Run.Dead dead = run != null && run.state() instanceof Run.Dead state
                ? state
                : new Run.Dead(137, false, live.state().since(), Instant.now(), "");
        track.enter(over(pod, track, run == null ? live.run() : run, dead, live.image()));
        if (run == null) {
            track.forget(live.run().id());
        }
        if (track.phase() instanceof Phase.Over over && over.delay().isPositive()) {
            services.recorder()
                    .warning(
                            pod,
                            track.container(),
                            "BackOff",
                            "Back-off restarting failed container "
                                    + track.container().name() + " in pod " + pod.qualified());
        }
    }

    private Phase.Over over(Pod pod, Track track, Run run, Run.Dead dead, String image) {
        Duration ran = Duration.between(dead.since(), dead.until());
        int streak = ran.compareTo(Backoff.LONG) >= 0 ? 0 : run.streak();
        Duration wait = Backoff.after(streak);
        track.streak(streak + 1);
        boolean again = track.container().again(pod.restart(), dead.code());
        return new Phase.Over(
                run,
                dead,
                image,
                words(pod, track.container(), run, dead),
                again ? dead.until().plus(wait) : null,
                again ? wait : Duration.ZERO);
    }

    private String words(Pod pod, PodContainer container, Run run, Run.Dead dead) {
        if (!dead.error().isEmpty()) {
            return dead.error();
        }
        String own = services.volumes().lastWords(pod.uid(), container.name(), run.number(), MESSAGE);
        boolean log = Doc.text(container.spec(), "terminationMessagePolicy").equals("FallbackToLogsOnError");
        return own.isEmpty() && log && dead.code() != 0
                ? services.runtime().logEnd(run.id(), LOG_LINES, LOG_BYTES)
                : own;
    }

    /// Takes over the runs of a container that an earlier agent started, the oldest first; what probes had found is as
    /// the pod's status says.
    void adopt(Pod pod, Track track, List<Run> runs, String address) {
        for (Run run : runs) {
            track.ran(run.id(), run.number(), run.streak());
            JsonNode known = pod.statusOf(track.container().name());
            switch (run.state()) {
                case Run.Fresh _ -> {} // it is removed as an old one when the next is made
                case Run.Dead dead -> track.enter(over(pod, track, run, dead, imageOf(run, known)));
                case Run.Alive alive -> adoptAlive(pod, track, run, alive, address, known);
            }
        }
    }

    private void adoptAlive(Pod pod, Track track, Run run, Run.Alive alive, String address, JsonNode known) {
        boolean same = Doc.text(known, "containerID").equals(PodStatus.CONTAINER_ID + run.id());
        Probing.Known before = new Probing.Known(same && Doc.flag(known, "started"), same && Doc.flag(known, "ready"));
        Phase.Live live = new Phase.Live(
                run,
                alive,
                imageOf(run, known),
                java.util.concurrent.CompletableFuture.completedFuture(null),
                null,
                false);
        track.enter(live.probedBy(probing(pod, track, live, address, before)));
    }

    private static String imageOf(Run run, JsonNode known) {
        String told = Doc.text(known, "imageID");
        return told.isEmpty() ? run.imageId() : told;
    }

    /// Ends a container that a probe has given up, or whose image has been exchanged.
    void judge(Pod pod, Track track, String address) {
        if (!(track.phase() instanceof Phase.Live live) || live.ending()) {
            return;
        }
        ProbeSpec fatal = live.probing() == null ? null : live.probing().fatal();
        boolean exchanged = !track.container().image().equals(live.run().image());
        if (fatal == null && !exchanged) {
            return;
        }
        String name = track.container().name();
        String why = fatal == null
                ? "Container " + name + " definition changed, will be restarted"
                : "Container " + name + " failed " + fatal.kind().text().toLowerCase(java.util.Locale.ROOT)
                        + " probe, will be restarted";
        services.recorder().normal(pod, track.container(), "Killing", why);
        long own = fatal == null ? -1 : Doc.number(fatal.action(), -1, "terminationGracePeriodSeconds");
        Duration grace = Duration.ofSeconds(own >= 0 ? own : pod.graceSeconds());
        List<Shutdown.Victim> one = List.of(new Shutdown.Victim(live.run().id(), track.container()));
        Shutdown.begin(services, pod, address, one, grace, wake);
        track.enter(live.beingEnded());
    }
}
