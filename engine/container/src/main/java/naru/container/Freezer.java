package naru.container;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import naru.base.Fault;

/// Freezes containers, and lets them go on.
final class Freezer {
    private final Register register;
    private final Runner runner;
    private final News news;

    Freezer(Register register, Runner runner, News news) {
        this.register = register;
        this.runner = runner;
        this.news = news;
    }

    void pause(String ref) {
        Unit unit = register.find(ref);
        unit.enter();
        try {
            State state = unit.kept().state();
            if (state instanceof State.Paused) {
                throw Fault.conflict("Container " + unit.kept().id() + " is already paused");
            }
            if (!(state instanceof State.Running(int pid, Instant at)) || !reached(unit, this::freeze)) {
                throw Fault.conflict("container " + unit.kept().id() + " is not running");
            }
            unit.change(kept -> kept.in(new State.Paused(pid, at)));
            register.save(unit);
            news.tell("pause", unit.kept());
        } finally {
            unit.lock.unlock();
        }
    }

    void unpause(String ref) {
        Unit unit = register.find(ref);
        unit.enter();
        try {
            if (!(unit.kept().state() instanceof State.Paused)) {
                throw Fault.conflict("Container " + unit.kept().id() + " is not paused");
            }
            thaw(unit);
            register.save(unit);
            news.tell("unpause", unit.kept());
        } finally {
            unit.lock.unlock();
        }
    }

    /// Lets a container go on, so that signals reach it. The caller holds its lock.
    void thaw(Unit unit) {
        reached(unit, this::resume);
        if (unit.kept().state() instanceof State.Paused(int pid, Instant at)) {
            unit.change(kept -> kept.in(new State.Running(pid, at)));
        }
    }

    /// Does some work while nothing changes in a container that runs; one that is told to end meanwhile ends. That it
    /// is frozen is not put on record: an engine that comes back after a crash lets it go on ([#agree]).
    <T> T during(String ref, Supplier<T> work) {
        Unit unit = register.find(ref);
        ifRunning(unit, "pause", this::freeze);
        try {
            return work.get();
        } finally {
            ifRunning(unit, "unpause", this::resume);
        }
    }

    private void ifRunning(Unit unit, String event, Consumer<Unit> change) {
        unit.lock.lock();
        try {
            if (unit.kept().state() instanceof State.Running && reached(unit, change)) {
                news.tell(event, unit.kept());
            }
        } finally {
            unit.lock.unlock();
        }
    }

    /// Whether its processes were there: those that have ended, which is not on record yet, cannot be changed any more.
    private static boolean reached(Unit unit, Consumer<Unit> change) {
        try {
            change.accept(unit);
            return true;
        } catch (Fault e) {
            if (unit.hasEnded()) {
                return false;
            }
            throw e;
        }
    }

    /// Makes the kernel agree with the record, after an engine that may have ended between the two.
    void agree(Unit unit) {
        reached(unit, unit.kept().state() instanceof State.Paused ? this::freeze : this::resume);
    }

    private void freeze(Unit unit) {
        if (!runner.isFrozen(unit.kept())) {
            runner.runtimes().of(unit.kept()).run("pause", unit.kept().id());
        }
    }

    private void resume(Unit unit) {
        if (runner.isFrozen(unit.kept())) {
            runner.runtimes().of(unit.kept()).run("resume", unit.kept().id());
        }
    }
}
