package naru.container;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.linux.Signals;
import org.jspecify.annotations.Nullable;

/// Ends containers: signals and patience.
final class Stops {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long KILL_SECONDS = 30;

    private final Register register;
    private final Freezer freezer;
    private final News news;

    Stops(Register register, Freezer freezer, News news) {
        this.register = register;
        this.freezer = freezer;
        this.news = news;
    }

    void stop(String ref, @Nullable Duration timeout, String signal) {
        Unit unit = register.find(ref);
        CompletableFuture<ExitResult> exit = askToEnd(unit, signal);
        if (exit != null) {
            await(unit, exit, patience(timeout, unit.kept().spec().config()));
            news.tell("stop", unit.kept());
        }
    }

    /// Ends one that is about to be removed, at once.
    void end(String ref) {
        Unit unit = register.find(ref);
        CompletableFuture<ExitResult> exit = askToEnd(unit, "SIGKILL");
        if (exit != null) {
            await(unit, exit, Duration.ZERO);
        }
    }

    /// Sends the stop signal; null if it only waited to be started again, which it no longer does.
    private @Nullable CompletableFuture<ExitResult> askToEnd(Unit unit, String signal) {
        unit.enter();
        try {
            unit.restarter(null);
            if (unit.kept().state() instanceof State.Restarting restarting) {
                abandonRestart(unit, restarting);
                return null;
            }
            if (!unit.isAlive()) {
                throw Fault.notModified("container " + unit.kept().name() + " is not running");
            }
            unit.change(kept -> kept.stoppedByHand(true));
            register.save(unit);
            freezer.thaw(unit);
            CompletableFuture<ExitResult> exit = unit.nextExit();
            String own = unit.kept().spec().config().stopSignal();
            String asked = signal.isEmpty() ? own : signal;
            int number = asked.isEmpty() ? Signals.SIGTERM : Signals.number(asked);
            Signals.send(unit.pid(), number);
            tellKill(unit, number);
            return exit;
        } finally {
            unit.lock.unlock();
        }
    }

    /// Ends a container that is not well, if it is to be started again for that; what follows its end does so. Returns
    /// at once.
    void endUnhealthy(Unit unit) {
        Kept kept = unit.kept();
        if (kept.spec().restart().againWhenUnhealthy(kept.spec().config().labels(), kept.restartCount())) {
            Thread.startVirtualThread(() -> endIfStillUnhealthy(unit));
        }
    }

    private void endIfStillUnhealthy(Unit unit) {
        CompletableFuture<ExitResult> exit;
        unit.lock.lock();
        try {
            if (!(unit.kept().state() instanceof State.Running) || unit.health().status() != Health.Status.UNHEALTHY) {
                return;
            }
            exit = unit.nextExit();
            String signal = unit.kept().spec().config().stopSignal();
            Signals.send(unit.pid(), signal.isEmpty() ? Signals.SIGTERM : Signals.number(signal));
        } finally {
            unit.lock.unlock();
        }
        await(unit, exit, patience(null, unit.kept().spec().config()));
    }

    private void abandonRestart(Unit unit, State.Restarting was) {
        State ended = new State.Exited(was.exitCode(), was.oomKilled(), was.startedAt(), was.finishedAt(), "");
        unit.change(kept -> kept.in(ended).stoppedByHand(true));
        register.save(unit);
    }

    private static @Nullable Duration patience(@Nullable Duration timeout, Config config) {
        Integer own = config.stopTimeout();
        Duration chosen = timeout != null ? timeout : own == null ? PATIENCE : Duration.ofSeconds(own);
        return chosen.isNegative() ? null : chosen;
    }

    /// Waits for an exit, and forces it when patience ends.
    private static void await(Unit unit, CompletableFuture<ExitResult> exit, @Nullable Duration patience) {
        try {
            if (patience == null) {
                exit.get();
                return;
            }
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            force(unit, exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container stopped", e);
        } catch (ExecutionException e) {
            throw Fault.internal("the container did not stop: " + e.getMessage(), e);
        }
    }

    private static void force(Unit unit, CompletableFuture<ExitResult> exit) {
        int pid = unit.pid();
        if (pid > 0) {
            Signals.send(pid, Signals.SIGKILL);
        }
        try {
            exit.get(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw Fault.internal("container " + unit.kept().name() + " could not be killed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the container was killed", e);
        }
    }

    private void tellKill(Unit unit, int signal) {
        news.tell("kill", unit.kept(), Map.of("signal", Integer.toString(signal)));
    }

    private static int number(String ref, String signal) {
        try {
            return signal.isEmpty() ? Signals.SIGKILL : Signals.number(signal);
        } catch (Fault e) {
            throw new Fault(e.kind(), "cannot kill container: " + ref + ": " + e.sentence(), e);
        }
    }

    void kill(String ref, String signal) {
        Unit unit = register.find(ref);
        int number = number(ref, signal);
        CompletableFuture<ExitResult> exit = null;
        unit.enter();
        try {
            if (!unit.isAlive()) {
                throw Fault.conflict("cannot kill container: " + ref + ": container "
                        + unit.kept().id() + " is not running");
            }
            if (number == Signals.SIGKILL || number == Signals.SIGTERM) {
                unit.change(kept -> kept.stoppedByHand(true));
                register.save(unit);
            }
            if (number == Signals.SIGKILL) {
                freezer.thaw(unit);
                exit = unit.nextExit();
            }
            Signals.send(unit.pid(), number);
            tellKill(unit, number);
        } finally {
            unit.lock.unlock();
        }
        if (exit != null) {
            await(unit, exit, PATIENCE);
        }
    }
}
