package naru.pipeline.run;

import java.util.ArrayList;
import java.util.List;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import org.jspecify.annotations.Nullable;

/// One line of work of a run, with its thread: where an interruption is delivered. Interruptions reach the branches
/// that a branch waits for. Safe for use by many threads.
final class Branch {
    private final List<Branch> children = new ArrayList<>();
    private final Thread thread;
    private @Nullable Interruption pending;

    Branch(@Nullable Branch parent, Thread thread) {
        this.thread = thread;
        if (parent != null) {
            synchronized (parent) {
                parent.children.add(this);
            }
        }
    }

    /// Why work is to end.
    ///
    /// @param reason a sentence
    /// @param result what becomes of the run
    record Interruption(String reason, Result result) {}

    /// What an interrupted script sees.
    static final class Interrupted extends ScriptFailure {
        private static final long serialVersionUID = 1L;
        private final transient Interruption interruption;

        Interrupted(Interruption interruption, Position at) {
            super("org.jenkinsci.plugins.workflow.steps.FlowInterruptedException", interruption.reason(), at, null);
            this.interruption = interruption;
        }

        Interruption interruption() {
            return interruption;
        }
    }

    /// Asks this branch and those below to end what they do.
    synchronized void interrupt(Interruption interruption) {
        pending = interruption;
        children.forEach(child -> child.interrupt(interruption));
        thread.interrupt();
    }

    /// Takes an interruption back that came too late.
    @SuppressWarnings("ReferenceEquality")
    synchronized void withdraw(Interruption interruption) {
        if (pending == interruption) {
            pending = null;
            clearFlag();
        }
    }

    /// Throws if an interruption waits; it is delivered once.
    synchronized void check(Position at) {
        Interruption interruption = pending;
        if (interruption != null) {
            pending = null;
            clearFlag();
            throw new Interrupted(interruption, at);
        }
    }

    private void clearFlag() {
        if (Thread.currentThread().equals(thread)) {
            Thread.interrupted();
        }
    }

    synchronized void forget(Branch child) {
        children.remove(child);
    }
}
