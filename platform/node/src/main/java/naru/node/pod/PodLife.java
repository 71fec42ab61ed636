package naru.node.pod;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resources;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod's life on this node, step by step. Belongs to the pod's thread.
final class PodLife implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final PodServices services;
    private final String sandbox;
    private final Runnable wake;
    private final List<Run> adopted;
    private final Launch launch;
    private final Observation observation;
    private final AtomicBoolean volumesChanged = new AtomicBoolean();
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private Stage stage = new Stage.Preparing(Instant.MIN, 0, "");
    private boolean begun;
    private long described = -1;
    private JsonNode fields = Json.mapper().missingNode();

    PodLife(PodServices services, String uid, List<Run> adopted, Runnable wake) {
        this.services = services;
        this.adopted = List.copyOf(adopted);
        this.wake = wake;
        sandbox = NetworkWish.id(uid);
        launch = new Launch(services, sandbox, wake);
        observation = new Observation(services, wake);
    }

    Stage stage() {
        return stage;
    }

    /// The engine's containers by the container's name, oldest first.
    Map<String, List<String>> runs() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        tracks.forEach((name, track) -> all.put(name, track.runs()));
        return all;
    }

    /// Looks at everything and takes what steps can be taken now.
    void step(Pod pod, boolean absent) {
        describe(pod);
        Stage before;
        do {
            before = stage;
            stage = next(pod, absent);
        } while (!before.getClass().equals(stage.getClass()));
    }

    private void describe(Pod pod) {
        if (described == pod.version() && described > 0) {
            return;
        }
        for (PodContainer container : pod.containers()) {
            Track track = tracks.computeIfAbsent(container.name(), _ -> new Track(container));
            track.describe(container);
        }
        JsonNode words = Json.mapper()
                .createArrayNode()
                .add(Doc.at(pod.document(), "metadata", "labels"))
                .add(Doc.at(pod.document(), "metadata", "annotations"));
        volumesChanged.compareAndSet(false, begun && !words.equals(fields));
        fields = words;
        described = pod.version();
        if (!begun) {
            begun = true;
            adopt(pod);
        }
    }

    private void adopt(Pod pod) {
        String address = services.runtime()
                .network(sandbox)
                .map(PodRuntime.Net::address)
                .filter(one -> !one.isEmpty())
                .orElse(services.options().address());
        for (Track track : tracks.values()) {
            List<Run> own = adopted.stream()
                    .filter(run -> run.container().equals(track.container().name()))
                    .toList();
            observation.adopt(pod, track, own, address);
        }
    }

    private Stage next(Pod pod, boolean absent) {
        return switch (stage) {
            case Stage.Preparing preparing -> prepare(pod, absent, preparing);
            case Stage.Active active -> act(pod, absent, active);
            case Stage.Ending ending -> end(pod, absent, ending);
            case Stage.Settled settled ->
                pod.isDeleted() || absent ? new Stage.Leaving(settled.why(), Instant.MIN, false) : settled;
            case Stage.Leaving leaving -> clear(pod, leaving);
            case Stage.Gone gone -> gone;
        };
    }

    private Stage prepare(Pod pod, boolean absent, Stage.Preparing preparing) {
        if (pod.isDeleted() || absent) {
            return ending(pod, absent, Stage.Why.CONTAINERS, "");
        }
        if (pod.isTerminal()) {
            String reason = Doc.text(pod.status(), "reason");
            Stage.Why why = new Stage.Why(pod.phase(), reason, Doc.text(pod.status(), "message"));
            return ending(pod, false, why, Doc.text(pod.status(), "podIP"));
        }
        if (Instant.now().isBefore(preparing.retry())) {
            return preparing;
        }
        String step = "FailedMount";
        try {
            Map<String, Path> folders = services.volumes().prepare(pod, services.surroundings(), this::volumesChanged);
            step = "FailedCreatePodSandBox";
            PodRuntime.Net net = services.runtime().network(sandbox).orElseGet(() -> open(pod));
            return new Stage.Active(net, folders);
        } catch (Fault e) {
            services.recorder().warning(pod, null, step, e.sentence());
            Duration wait = RETRY.multipliedBy(1L << Math.min(preparing.failures(), 5));
            Instant retry = Instant.now().plus(wait.compareTo(MOST) > 0 ? MOST : wait);
            return new Stage.Preparing(retry, preparing.failures() + 1, e.sentence());
        }
    }

    private void volumesChanged() {
        volumesChanged.set(true);
        wake.run();
    }

    /// Opens the pod's network. What ran in an earlier one begins anew.
    private PodRuntime.Net open(Pod pod) {
        PodRuntime.Net net = services.runtime().openNetwork(new NetworkWish(pod, services.options()).of(sandbox));
        tracks.values().forEach(Track::begin);
        return net;
    }

    private Stage act(Pod pod, boolean absent, Stage.Active active) {
        String address = address(active.net());
        tracks.values().forEach(track -> observation.look(pod, track, address));
        if (pod.isDeleted() || absent) {
            return ending(pod, absent, Stage.Why.CONTAINERS, active.net().address());
        }
        Deadline deadline = Deadline.of(pod);
        if (deadline.isOver()) {
            return ending(pod, false, deadline.why(), active.net().address());
        }
        refresh(pod, active);
        Progress progress = new Progress(tracks.values());
        if (progress.isOver()) {
            return ending(pod, false, Stage.Why.CONTAINERS, active.net().address());
        }
        List<Track> due = progress.due();
        due.forEach(track -> {
            observation.judge(pod, track, address);
            launch.drive(pod, active, track);
            observation.look(pod, track, address);
        });
        if (!due.equals(progress.due())) {
            wake.run(); // the next one's turn has come
        }
        return new Progress(tracks.values()).isOver()
                ? ending(pod, false, Stage.Why.CONTAINERS, active.net().address())
                : active;
    }

    private String address(PodRuntime.Net net) {
        return net.address().isEmpty() ? services.options().address() : net.address();
    }

    private void refresh(Pod pod, Stage.Active active) {
        if (volumesChanged.getAndSet(false)) {
            try {
                services.volumes()
                        .prepare(pod, services.surroundings().at(address(active.net())), this::volumesChanged);
            } catch (Fault e) {
                services.recorder().warning(pod, null, "FailedMount", e.sentence());
            }
        }
    }

    private Stage ending(Pod pod, boolean absent, Stage.Why why, String address) {
        List<Shutdown.Victim> victims = new ArrayList<>();
        for (Track track : tracks.values()) {
            if (track.phase() instanceof Phase.Live live) {
                victims.add(new Shutdown.Victim(live.run().id(), track.container()));
                track.enter(live.beingEnded());
            }
        }
        String reached = address.isEmpty() ? services.options().address() : address;
        Shutdown shutdown = Shutdown.begin(services, pod, reached, victims, grace(pod, absent), wake);
        return new Stage.Ending(shutdown, why, address);
    }

    private static Duration grace(Pod pod, boolean absent) {
        return Duration.ofSeconds(Math.max(1, absent && pod.isDeleted() ? 1 : pod.graceSeconds()));
    }

    private Stage end(Pod pod, boolean absent, Stage.Ending ending) {
        if (!ending.shutdown().isDone()) {
            if (pod.isDeleted()) {
                ending.shutdown().hurry(grace(pod, absent));
            }
            return ending;
        }
        String address = ending.address().isEmpty() ? services.options().address() : ending.address();
        for (Track track : tracks.values()) {
            observation.look(pod, track, address);
            if (track.phase() instanceof Phase.Over over) {
                track.enter(over.forGood());
            }
        }
        if (tracks.values().stream().anyMatch(Track::isLive)) {
            return ending(pod, absent, ending.why(), ending.address()); // one that could not be ended
        }
        services.runtime().closeNetwork(sandbox);
        return new Stage.Settled(ending.why(), ending.address());
    }

    private Stage clear(Pod pod, Stage.Leaving leaving) {
        if (leaving.cleared() || Instant.now().isBefore(leaving.retry())) {
            return leaving;
        }
        for (Track track : tracks.values()) {
            for (String run : track.runs()) {
                services.runtime().remove(run);
                track.forget(run);
            }
        }
        services.runtime().closeNetwork(sandbox);
        services.volumes().remove(pod.uid());
        return new Stage.Leaving(leaving.why(), Instant.MIN, true);
    }

    /// Deletes the object, since nothing of the pod is here any more.
    void leave(Pod pod, boolean absent) {
        if (stage instanceof Stage.Leaving leaving && !Instant.now().isBefore(leaving.retry())) {
            try {
                if (!absent) {
                    DeleteOptions now =
                            new DeleteOptions(0, DeleteOptions.Propagation.BACKGROUND, pod.uid(), "", false);
                    services.objects().delete(Resources.PODS, pod.namespace(), pod.name(), now);
                }
                stage = new Stage.Gone();
            } catch (Fault e) {
                boolean gone = e.kind() == Fault.Kind.NOT_FOUND || e.kind() == Fault.Kind.CONFLICT;
                stage = gone
                        ? new Stage.Gone()
                        : new Stage.Leaving(leaving.why(), Instant.now().plus(RETRY), true);
            }
        }
    }

    /// The status as it is now.
    ObjectNode status(Pod pod) {
        return PodStatus.of(pod, stage, tracks.values(), services.options().address());
    }

    /// When there is something to do again, if nothing happens before.
    Instant next(Pod pod) {
        return switch (stage) {
            case Stage.Preparing preparing -> preparing.retry();
            case Stage.Leaving leaving -> leaving.retry();
            case Stage.Active _ -> Deadline.of(pod).sooner(new Progress(tracks.values()).next());
            case Stage.Ending _, Stage.Settled _, Stage.Gone _ -> Instant.MAX;
        };
    }

    /// Ends the probes.
    @Override
    public void close() {
        for (Track track : tracks.values()) {
            if (track.phase() instanceof Phase.Live live && live.probing() != null) {
                live.probing().close();
            }
        }
    }
}
