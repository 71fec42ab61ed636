package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import naru.base.Fault;
import naru.container.ContainerSpec;
import naru.node.pod.probe.Target;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.ContainerPlan;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Starts a pod's containers: the image, the variables, the mounts, the engine's container, the `postStart` hook.
///
/// @param services of the node
/// @param sandbox id of the pod's network
/// @param wake called when something that was waited for has ended
record Launch(PodServices services, String sandbox, Runnable wake) {
    private static final Duration HOOK = Duration.ofMinutes(5);
    private static final Duration CONFIG_RETRY = Duration.ofSeconds(5);
    private static final int KEPT_RUNS = 2;

    /// Takes a container that is to run one step further.
    void drive(Pod pod, Stage.Active active, Track track) {
        switch (track.phase()) {
            case Phase.Idle _ -> begin(pod, active, track, 0);
            case Phase.Held held -> {
                if (isDue(held.retry())) {
                    begin(pod, active, track, held.failures());
                }
            }
            case Phase.Fetching fetching -> {
                if (fetching.pull().isDone()) {
                    fetched(pod, active, track, fetching);
                }
            }
            case Phase.Over over -> {
                if (over.again() != null && isDue(over.again())) {
                    begin(pod, active, track, 0);
                }
            }
            case Phase.Live _ -> {}
        }
    }

    private static boolean isDue(Instant when) {
        return !Instant.now().isBefore(when);
    }

    private void begin(Pod pod, Stage.Active active, Track track, int failures) {
        PodContainer container = track.container();
        String image = container.image();
        try {
            Optional<ImageSource.Local> present = services.pulls().present(container);
            if (present.isPresent()) {
                String message = "Container image \"" + image + "\" already present on machine";
                services.recorder().normal(pod, container, "Pulled", message);
                start(pod, active, track, present.get());
            } else if (container.pull() == PodContainer.Pull.NEVER) {
                String message = "Container image \"" + image + "\" is not present with pull policy of Never";
                hold(pod, track, "ErrImageNeverPull", message, failures);
            } else {
                services.recorder().normal(pod, container, "Pulling", "Pulling image \"" + image + "\"");
                CompletableFuture<@Nullable Void> pull = services.pulls().begin(pod, image);
                track.enter(new Phase.Fetching(pull, Instant.now(), failures));
                var unused = pull.whenComplete((_, _) -> wake.run());
            }
        } catch (Fault e) {
            boolean name = e.kind() == Fault.Kind.INVALID;
            hold(pod, track, name ? "InvalidImageName" : "ImageInspectError", e.sentence(), failures);
        }
    }

    private void fetched(Pod pod, Stage.Active active, Track track, Phase.Fetching fetching) {
        String image = track.container().image();
        Optional<ImageSource.Local> local = services.pulls().find(image);
        if (fetching.pull().isCompletedExceptionally() || local.isEmpty()) {
            Throwable why = fetching.pull().isCompletedExceptionally()
                    ? fetching.pull().exceptionNow()
                    : Fault.notFound("it is not here after it was fetched");
            String sentence = why instanceof Fault fault ? fault.sentence() : String.valueOf(why.getMessage());
            hold(
                    pod,
                    track,
                    "ErrImagePull",
                    "Failed to pull image \"" + image + "\": " + sentence,
                    fetching.failures());
            return;
        }
        Duration took = Duration.between(fetching.since(), Instant.now());
        String message = "Successfully pulled image \"" + image + "\" in " + took.toMillis() + "ms";
        services.recorder().normal(pod, track.container(), "Pulled", message);
        start(pod, active, track, local.get());
    }

    private void hold(Pod pod, Track track, String reason, String message, int failures) {
        boolean failed = reason.startsWith("Create") || reason.equals("ErrImagePull");
        services.recorder().warning(pod, track.container(), failed ? "Failed" : reason, "Error: " + message);
        boolean configuration = reason.equals("CreateContainerConfigError");
        Duration wait = configuration ? CONFIG_RETRY : Backoff.after(failures + 1);
        track.enter(new Phase.Held(reason, message, Instant.now().plus(wait), failures + 1));
    }

    private void start(Pod pod, Stage.Active active, Track track, ImageSource.Local image) {
        int failures = track.phase() instanceof Phase.Held held ? held.failures() : 0;
        ContainerSpec specification;
        try {
            specification = plan(pod, active, track, image).specification();
        } catch (Fault e) {
            hold(pod, track, "CreateContainerConfigError", e.sentence(), failures);
            return;
        }
        services.starts().acquireUninterruptibly();
        try {
            run(pod, active, track, specification, image);
        } catch (Fault e) {
            hold(pod, track, "CreateContainerError", e.sentence(), failures);
        } finally {
            services.starts().release();
        }
    }

    private ContainerPlan plan(Pod pod, Stage.Active active, Track track, ImageSource.Local image) {
        PodContainer container = track.container();
        Map<String, String> environment = services.environment()
                .of(pod, container, services.surroundings().at(address(active)));
        return new ContainerPlan(
                pod,
                container,
                track.next(),
                track.streak(),
                sandbox,
                environment,
                new Mounting(services.volumes(), active.folders()).of(pod, container, track.next(), environment),
                image.user());
    }

    private String address(Stage.Active active) {
        return active.net().address().isEmpty()
                ? services.options().address()
                : active.net().address();
    }

    private void run(Pod pod, Stage.Active active, Track track, ContainerSpec spec, ImageSource.Local image) {
        PodContainer container = track.container();
        String id = services.runtime().create(spec);
        track.ran(id, track.next(), track.streak());
        services.recorder().normal(pod, container, "Created", "Created container: " + container.name());
        try {
            services.runtime().start(id);
        } catch (Fault e) {
            services.recorder().warning(pod, container, "Failed", "Error: " + e.sentence());
        }
        Run run = services.runtime().run(id);
        Run.Alive state = run.state() instanceof Run.Alive alive ? alive : new Run.Alive(0, Instant.now());
        track.enter(new Phase.Live(run, state, image.digest(), hook(pod, active, track, run), null, false));
        if (run.state() instanceof Run.Alive) {
            services.recorder().normal(pod, container, "Started", "Started container " + container.name());
        }
        forgetOld(track);
    }

    /// Of a container's runs the present one and the one before are kept, for their logs.
    private void forgetOld(Track track) {
        for (String old : track.runs()) {
            if (track.runs().size() > KEPT_RUNS) {
                services.runtime().remove(old);
                track.forget(old);
            }
        }
    }

    private CompletableFuture<@Nullable Void> hook(Pod pod, Stage.Active active, Track track, Run run) {
        PodContainer container = track.container();
        JsonNode hook = container.spec().path("lifecycle").path("postStart");
        if (!hook.isObject() || !(run.state() instanceof Run.Alive)) {
            return CompletableFuture.completedFuture(null);
        }
        Target target = new Target(services.runtime(), run.id(), container, address(active));
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread.ofVirtual().name("pod-hook").start(() -> {
            Target.Outcome outcome = target.attempt(hook, HOOK);
            if (!outcome.passed()) {
                String message = "PostStartHook failed: " + outcome.message();
                services.recorder().warning(pod, container, "FailedPostStartHook", message);
                services.runtime().stop(run.id(), Duration.ofSeconds(pod.graceSeconds()));
            }
            done.complete(null);
            wake.run();
        });
        return done;
    }
}
