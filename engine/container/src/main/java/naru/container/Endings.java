package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;

/// What follows when a container's process has ended.
final class Endings {
    private static final System.Logger LOG = System.getLogger("naru.container");

    /// A container that becomes unhealthy sooner than this is started again later each time.
    private static final Duration UNWELL_RUN = Duration.ofMinutes(10);

    private final Register register;
    private final ExitWatch exits;
    private final Runner runner;
    private final Execs execs;
    private final HealthTests health;
    private final Removal removal;
    private final Restarts restarts;
    private final EndingRecords records;
    private final News news;

    Endings(
            Register register,
            ExitWatch exits,
            Runner runner,
            Execs execs,
            HealthTests health,
            Removal removal,
            Restarts restarts,
            EndingRecords records,
            News news) {
        this.register = register;
        this.exits = exits;
        this.runner = runner;
        this.execs = execs;
        this.health = health;
        this.removal = removal;
        this.restarts = restarts;
        this.records = records;
        this.news = news;
    }

    /// Somebody's exit file appeared.
    void exited(String id) {
        Optional<ExitWatch.Exit> exit = exits.read(id);
        if (exit.isEmpty()) {
            return;
        }
        try {
            ended(register.find(id), exit.get());
        } catch (Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "an exit of nobody: {0}", e.sentence());
        }
    }

    /// Whether the process that is on record is still there.
    boolean isRunning(Unit unit) {
        if (exits.read(unit.kept().id()).isPresent()) {
            return false;
        }
        try { // the number may belong to another process by now: its control group tells
            return Files.readString(Path.of("/proc/" + unit.pid() + "/cgroup"))
                    .contains(unit.kept().id());
        } catch (IOException e) {
            return false;
        }
    }

    /// A container ended while nobody looked: by its exit file, or else for an unknown reason (255). As long as conmon
    /// is there, it is about to write that file.
    void endedUnseen(Unit unit) {
        if (runner.isWatched(unit.kept().id()) && exits.read(unit.kept().id()).isEmpty()) {
            return;
        }
        ended(unit, exits.read(unit.kept().id()).orElse(new ExitWatch.Exit(255, Instant.now())));
    }

    /// A container that waited to be started again when the engine before this one ended: it waits anew.
    void waitAgain(Unit unit) {
        unit.lock.lock();
        try {
            if (unit.kept().state() instanceof State.Restarting was) {
                restarts.schedule(unit, Duration.between(was.startedAt(), was.finishedAt()));
            }
        } finally {
            unit.lock.unlock();
        }
    }

    private void ended(Unit unit, ExitWatch.Exit exit) {
        unit.lock.lock();
        try {
            if (!unit.isAlive() || exits.read(unit.kept().id()).isEmpty() && isRunning(unit)) {
                return;
            }
            settle(unit, exit);
        } finally {
            unit.lock.unlock();
        }
    }

    private void settle(Unit unit, ExitWatch.Exit exit) {
        Kept before = unit.kept();
        Instant started = startedAt(before.state());
        boolean oom = runner.wasOutOfMemory(before.id());
        boolean unwell = endedUnwell(unit);
        boolean again = unwell || before.spec().restart().again(exit.code(), before.restartCount(), before.stopped());
        State.Exited end = new State.Exited(exit.code(), oom, started, exit.at(), "");
        State state = again ? new State.Restarting(exit.code(), oom, started, exit.at()) : end;
        health.end(unit);
        records.keep(unit, end, runner.folders().log(before.id()));
        unit.change(kept -> kept.in(state).inside(Optional.empty()));
        Duration ran = Duration.between(started, exit.at());
        tell(before, exit.code(), oom, ran);
        execs.forget(before.id());
        if (before.spec().autoRemove() && !again && removed(unit)) {
            return;
        }
        record(unit);
        try {
            runner.disconnect(before.id()); // whoever waited for the end may want its ports
        } finally {
            unit.tellExit(new ExitResult(exit.code(), ""));
        }
        runner.clear(before.id());
        if (again) {
            restarts.schedule(unit, unwell && ran.compareTo(UNWELL_RUN) < 0 ? Duration.ZERO : ran);
        }
    }

    /// Whether it ended because it was not well, and is to be started again for that.
    private static boolean endedUnwell(Unit unit) {
        Kept kept = unit.kept();
        return unit.health().status() == Health.Status.UNHEALTHY
                && !kept.stopped()
                && kept.spec().restart().againWhenUnhealthy(kept.spec().config().labels(), kept.restartCount());
    }

    private boolean removed(Unit unit) {
        try {
            removal.removeLocked(unit, true);
            return true;
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} cannot be removed: {1}",
                    unit.kept().id(),
                    e.sentence());
            return false;
        }
    }

    /// What waits for the end must learn of it even if it cannot be written: the exit file tells the next start again.
    private void record(Unit unit) {
        try {
            register.save(unit);
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the end of {0} is not on record: {1}",
                    unit.kept().id(),
                    e.sentence());
        }
    }

    private void tell(Kept kept, int code, boolean oom, Duration ran) {
        if (oom) {
            news.tell("oom", kept);
        }
        String seconds = Long.toString(Math.max(0, ran.toSeconds()));
        news.tell("die", kept, Map.of("exitCode", Integer.toString(code), "execDuration", seconds));
        news.volumes("unmount", kept);
    }

    private static Instant startedAt(State state) {
        return switch (state) {
            case State.Running running -> running.startedAt();
            case State.Paused paused -> paused.startedAt();
            case State.Restarting restarting -> restarting.startedAt();
            case State.Exited exited -> exited.startedAt();
            case State.Created _ -> Instant.EPOCH;
        };
    }
}
