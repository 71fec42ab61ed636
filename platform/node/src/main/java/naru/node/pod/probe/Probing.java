package naru.node.pod.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;

/// The probes of one run of a container, each on a thread of its own, and what they have found. Safe for use by many
/// threads.
public final class Probing implements AutoCloseable {
    private final Target target;
    private final Instant began;
    private final Runnable changed;
    private final BiConsumer<ProbeSpec.Kind, String> unhealthy;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean started;
    private volatile boolean ready;
    private volatile @Nullable ProbeSpec fatal;

    /// Begins to probe.
    ///
    /// @param began when the container was started
    /// @param known what was found before this process began, or null
    /// @param changed called when something else was found than before
    /// @param unhealthy called with each failure
    public Probing(
            Target target,
            Instant began,
            @Nullable Known known,
            Runnable changed,
            BiConsumer<ProbeSpec.Kind, String> unhealthy) {
        this.target = target;
        this.began = began;
        this.changed = changed;
        this.unhealthy = unhealthy;
        PodContainer container = target.container();
        started = known != null && known.started()
                || !container.spec().path("startupProbe").isObject();
        ready = known != null && known.ready()
                || !container.spec().path("readinessProbe").isObject();
        if (started) {
            beginOthers();
        } else {
            begin(ProbeSpec.of(ProbeSpec.Kind.STARTUP, container.spec().path("startupProbe")));
        }
    }

    /// What was found of a run before.
    ///
    /// @param started it has come up
    /// @param ready it takes requests
    public record Known(boolean started, boolean ready) {}

    /// Whether it has come up.
    public boolean isStarted() {
        return started;
    }

    /// Whether it takes requests.
    public boolean isReady() {
        return started && ready;
    }

    /// The probe that says that it must be ended, or null.
    public @Nullable ProbeSpec fatal() {
        return fatal;
    }

    private void beginOthers() {
        PodContainer container = target.container();
        if (container.spec().path("livenessProbe").isObject()) {
            begin(ProbeSpec.of(ProbeSpec.Kind.LIVENESS, container.spec().path("livenessProbe")));
        }
        if (container.spec().path("readinessProbe").isObject()) {
            begin(ProbeSpec.of(ProbeSpec.Kind.READINESS, container.spec().path("readinessProbe")));
        }
    }

    private synchronized void begin(ProbeSpec spec) {
        threads.add(Thread.ofVirtual().name("probe").start(() -> repeat(spec)));
    }

    private void repeat(ProbeSpec spec) {
        int successes = 0;
        int failures = 0;
        try {
            Duration rest = Duration.between(Instant.now(), began.plus(spec.delay()));
            Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
            while (true) {
                Target.Outcome outcome = target.attempt(spec.action(), spec.patience());
                if (Thread.interrupted()) {
                    return;
                }
                successes = outcome.passed() ? successes + 1 : 0;
                failures = outcome.passed() ? 0 : failures + 1;
                if (!outcome.passed()) {
                    unhealthy.accept(spec.kind(), outcome.message());
                }
                if (isDecided(spec, successes, failures)) {
                    return;
                }
                Thread.sleep(spec.period());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    /// Takes a finding in; true if the probe has done its work.
    private boolean isDecided(ProbeSpec spec, int successes, int failures) {
        return switch (spec.kind()) {
            case STARTUP -> {
                if (successes >= spec.successes()) {
                    started = true;
                    beginOthers();
                    changed.run();
                    yield true;
                }
                yield isFatal(spec, failures);
            }
            case LIVENESS -> isFatal(spec, failures);
            case READINESS -> {
                boolean now = successes >= spec.successes() || ready && failures < spec.failures();
                if (now != ready) {
                    ready = now;
                    changed.run();
                }
                yield false;
            }
        };
    }

    private boolean isFatal(ProbeSpec spec, int failures) {
        if (failures < spec.failures()) {
            return false;
        }
        fatal = spec;
        changed.run();
        return true;
    }

    /// Ends all probes.
    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }
}
