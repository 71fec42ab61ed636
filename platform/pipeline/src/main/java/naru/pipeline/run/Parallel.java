package naru.pipeline.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.ScriptStopped;
import org.jspecify.annotations.Nullable;

/// Branches side by side, each on a thread of its own; the first failure is the whole's.
final class Parallel {
    /// The most branches of one `parallel`.
    static final int MOST = 64;

    /// One branch.
    record Work(String name, Body body) {}

    /// What a branch does, with the host and interpreter of its own.
    @FunctionalInterface
    interface Body {
        @Nullable
        Object run(StepHost host, Interpreter interpreter);
    }

    private final StepHost host;
    private final Interpreter interpreter;
    private final boolean failFast;
    private final AtomicReference<@Nullable RuntimeException> first = new AtomicReference<>();
    private final List<Branch> branches = new ArrayList<>();

    private Parallel(StepHost host, Interpreter interpreter, boolean failFast) {
        this.host = host;
        this.interpreter = interpreter;
        this.failFast = failFast;
    }

    /// Runs all to their ends, then throws the first failure.
    static void run(StepHost host, Interpreter interpreter, List<Work> works, boolean failFast) {
        if (works.size() > MOST) {
            throw ScriptFailure.at(
                    Position.NONE, "at most " + MOST + " branches run side by side, not " + works.size());
        }
        new Parallel(host, interpreter, failFast).runAll(works);
    }

    private void runAll(List<Work> works) {
        List<Thread> threads = new ArrayList<>();
        for (Work work : works) {
            AtomicReference<@Nullable StepHost> own = new AtomicReference<>();
            Thread thread = Thread.ofVirtual().name(work.name()).unstarted(() -> runOne(work, own));
            Branch branch = new Branch(host.branch(), thread);
            own.set(host.fork(branch));
            branches.add(branch);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        interpreter.<@Nullable Object>unlocked(() -> {
            threads.forEach(Parallel::join);
            return null;
        });
        branches.forEach(host.branch()::forget);
        RuntimeException failure = first.get();
        if (failure != null) {
            throw failure;
        }
        host.branch().check(Position.NONE);
    }

    /// Waits whatever comes: an interruption reaches the branches themselves and ends them.
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOne(Work work, AtomicReference<@Nullable StepHost> own) {
        StepHost mine = java.util.Objects.requireNonNull(own.get());
        try {
            work.body().run(mine, interpreter.branch(mine));
        } catch (ScriptFailure | ScriptStopped e) {
            fail(work, e);
        } catch (RuntimeException e) {
            fail(work, new ScriptFailure("RuntimeException", String.valueOf(e.getMessage()), Position.NONE, e));
        }
    }

    private void fail(Work work, RuntimeException failure) {
        host.current().log().line("Failed in branch " + work.name());
        if (first.compareAndSet(null, failure) && failFast) {
            Branch.Interruption end = new Branch.Interruption("Failed in branch " + work.name(), Result.FAILURE);
            branches.forEach(branch -> branch.interrupt(end));
        }
    }
}
