package naru.pipeline.script;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What one script may use: interpreted operations, memory, depth. Shared by all branches of a run.
///
/// A script that only computes ends after a few seconds; one that works with steps never comes near the limits.
public final class Budget {
    /// Interpreted operations in a whole run.
    public static final long OPERATIONS = 20_000_000;
    /// Characters that the script's text operations may make in a run, counted and never given back.
    public static final long MEMORY = 128_000_000;
    /// The longest text and the largest collection.
    public static final int LARGEST = 4_000_000;
    /// Calls within calls.
    public static final int DEPTH = 400;

    private static final int ELEMENT = 16;
    private static final long POLL = 0x3FF;

    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong memory = new AtomicLong();
    private volatile @Nullable String killed;
    private final long limit;

    /// With the ordinary limits.
    public Budget() {
        this(OPERATIONS);
    }

    /// With another limit of operations.
    public Budget(long operations) {
        this.limit = operations;
    }

    /// Counts one operation; true when it is time to poll for interruptions.
    boolean tick() {
        long count = operations.incrementAndGet();
        if (count > limit) {
            throw new ScriptStopped("the script was stopped after " + limit
                    + " interpreted operations: it looks endless (long work belongs into a step such as sh)");
        }
        if ((count & POLL) != 0) {
            return false;
        }
        String reason = killed;
        if (reason != null) {
            throw new ScriptStopped(reason);
        }
        return true;
    }

    /// Counts text of this length before it is made.
    public void text(long length) {
        if (length > LARGEST) {
            throw new ScriptStopped(
                    "the script was stopped: a text of " + length + " characters, at most " + LARGEST + " are allowed");
        }
        take(length);
    }

    /// Counts elements that a collection gets, with the size it will have.
    public void elements(long added, long size) {
        if (size > LARGEST / 4) {
            throw new ScriptStopped("the script was stopped: a collection of " + size + " elements, at most "
                    + LARGEST / 4 + " are allowed");
        }
        take(added * ELEMENT);
    }

    private void take(long amount) {
        if (memory.addAndGet(amount) > MEMORY) {
            throw new ScriptStopped("the script was stopped: it made more than " + MEMORY
                    + " characters of values (large data belongs into files of the workspace)");
        }
    }

    /// Ends the script at its next operation; nothing in it can catch this.
    public void kill(String reason) {
        killed = reason;
    }

    /// Operations counted so far.
    public long used() {
        return operations.get();
    }
}
