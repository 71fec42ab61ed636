package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.node.pod.probe.Target;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Ends containers of a pod: their `preStop` hooks, the signal, patience, force. The sidecars end last, in the reverse
/// order of their start.
final class Shutdown {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final Duration LEAST = Duration.ofSeconds(1);
    /// How long services may go on leading to a pod that is deleted, at most.
    private static final Duration TRAFFIC = Duration.ofSeconds(2);
    /// What other nodes may need longer than this one, whose rules have changed by then (K7).
    private static final Duration OTHER_NODES = Duration.ofMillis(100);

    private final PodServices services;
    private final Pod pod;
    private final String address;
    private final List<Victim> victims;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private volatile Instant deadline;

    /// A container to end.
    ///
    /// @param id of its run
    record Victim(String id, PodContainer container) {}

    private Shutdown(PodServices services, Pod pod, String address, List<Victim> victims, Duration grace) {
        this.services = services;
        this.pod = pod;
        this.address = address;
        this.victims = victims;
        this.deadline = Instant.now().plus(grace);
    }

    /// Begins to end containers.
    ///
    /// @param finished called when all have ended
    static Shutdown begin(
            PodServices services, Pod pod, String address, List<Victim> victims, Duration grace, Runnable finished) {
        Shutdown shutdown = new Shutdown(services, pod, address, victims, grace);
        if (victims.isEmpty()) {
            shutdown.done.complete(null);
            return shutdown;
        }
        Thread.ofVirtual().name("pod-shutdown").start(() -> {
            shutdown.run();
            shutdown.done.complete(null);
            finished.run();
        });
        return shutdown;
    }

    boolean isDone() {
        return done.isDone();
    }

    /// Waits until all have ended.
    void await() {
        done.join();
    }

    /// Gives what still runs no more time than this.
    void hurry(Duration grace) {
        Instant sooner = Instant.now().plus(grace);
        if (isDone() || !sooner.isBefore(deadline)) {
            return;
        }
        deadline = sooner;
        for (Victim victim : victims) {
            Thread.startVirtualThread(() -> stop(victim));
        }
    }

    private void run() {
        List<Thread> threads = new ArrayList<>();
        for (Victim victim : victims) {
            if (victim.container().role() != PodContainer.Role.SIDECAR) {
                threads.add(Thread.startVirtualThread(() -> end(victim)));
            }
        }
        threads.forEach(Shutdown::join);
        for (Victim victim : victims.reversed()) {
            if (victim.container().role() == PodContainer.Role.SIDECAR) {
                end(victim);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Victim victim) {
        services.recorder()
                .normal(
                        pod,
                        victim.container(),
                        "Killing",
                        "Stopping container " + victim.container().name());
        JsonNode hook = victim.container().spec().path("lifecycle").path("preStop");
        if (hook.isObject()) {
            hook(victim, hook);
        }
        awaitQuiet();
        stop(victim);
    }

    /// A program that ends at the first signal would refuse the connections that services still lead to it. Half of the
    /// pod's time is left to the program at least.
    private void awaitQuiet() {
        if (!pod.isDeleted() || pod.hostNetwork()) {
            return;
        }
        CompletableFuture<@Nullable Void> gone = services.traffic().gone(address);
        if (gone.isDone()) {
            return;
        }
        long half = Duration.between(Instant.now(), deadline).toMillis() / 2;
        try {
            gone.get(Math.clamp(half, 1, TRAFFIC.toMillis()), TimeUnit.MILLISECONDS);
            Thread.sleep(OTHER_NODES);
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "services still lead to {0}, which ends", address);
        } catch (ExecutionException e) {
            throw Fault.internal("nobody says whether services lead to " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hook(Victim victim, JsonNode hook) {
        Target target = new Target(services.runtime(), victim.id(), victim.container(), address);
        CompletableFuture<Target.Outcome> outcome = new CompletableFuture<>();
        Thread worker = Thread.startVirtualThread(() -> outcome.complete(target.attempt(hook, rest())));
        try {
            Target.Outcome told = outcome.get(rest().toMillis(), TimeUnit.MILLISECONDS);
            if (!told.passed()) {
                services.recorder()
                        .warning(pod, victim.container(), "FailedPreStopHook", "PreStopHook failed: " + told.message());
            }
        } catch (TimeoutException e) {
            worker.interrupt();
        } catch (ExecutionException e) {
            throw Fault.internal("the preStop hook broke off", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration rest() {
        Duration rest = Duration.between(Instant.now(), deadline);
        return rest.compareTo(LEAST) < 0 ? LEAST : rest;
    }

    private void stop(Victim victim) {
        try {
            Duration rest = Duration.between(Instant.now(), deadline);
            services.runtime().stop(victim.id(), rest.isNegative() ? Duration.ZERO : rest);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                LOG.log(System.Logger.Level.WARNING, "container {0} did not end: {1}", victim.id(), e.sentence());
            }
        }
    }
}
