package naru.store.kv;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import naru.base.Fault;
import naru.store.GroupCommit;
import org.jspecify.annotations.Nullable;

/// Keys and values in memory: every state of a window of revisions, read without a lock.
///
/// Alone it keeps nothing when the process ends. With a journal each group of commits is durable before
/// anybody sees it: first the journal, then the history, then the watches, in the order of revisions.
public final class MemoryKeyValues implements KeyValues {
    private static final System.Logger LOG = System.getLogger("naru.store");

    private final LongSupplier nanos;
    private final Journal journal;
    private final Leases leases;
    private final History history;
    private final ReentrantLock writer = new ReentrantLock();
    private final GroupCommit<Request<?>> group = new GroupCommit<>(writer, this::commitGroup);

    /// Also the lock under which the history grows, so that a watch begins between two revisions.
    private final Set<HistoryWatch> watches = new LinkedHashSet<>();

    private volatile boolean closed;

    /// What one caller wants done, and what became of it.
    private static final class Request<T> {
        final Function<Plan, T> action;
        volatile @Nullable T answer;
        volatile @Nullable RuntimeException failure;

        Request(Function<Plan, T> action) {
            this.action = action;
        }

        void run(Plan plan) {
            try {
                answer = action.apply(plan);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }

    /// An empty store at revision 1 with the default window.
    public MemoryKeyValues() {
        this(Window.DEFAULT, System::nanoTime);
    }

    /// @param window how much of the past is kept
    /// @param nanos a clock for leases and the window that never goes back, in nanoseconds
    public MemoryKeyValues(Window window, LongSupplier nanos) {
        this(window, nanos, Journal.NONE, Snapshot.NEW, Map.of());
    }

    /// @param latest what the journal holds
    /// @param running the leases it holds; their time begins anew
    MemoryKeyValues(Window window, LongSupplier nanos, Journal journal, Snapshot latest, Map<Long, Duration> running) {
        this.nanos = nanos;
        this.journal = journal;
        this.leases = new Leases(nanos, running);
        this.history = new History(window, new Change(latest, List.of(), nanos.getAsLong()));
        Thread.ofVirtual().name("leases").start(this::endLeases);
    }

    @Override
    public long revision() {
        requireOpen();
        return history.latest().revision();
    }

    @Override
    public Range range(String from, String to, int limit, long revision) {
        requireOpen();
        Snapshot state = revision == 0 ? history.latest() : history.at(revision);
        EntryTree entries = state.entries();
        return new Range(entries.range(from, to, limit), entries.count(from, to), state.revision());
    }

    @Override
    public Outcome commit(List<Condition> conditions, List<Operation> operations) {
        CommitRules.check(conditions, operations);
        return submit(plan -> plan.commit(conditions, operations));
    }

    @Override
    public Watch watch(String from, String to, long revision) {
        synchronized (watches) {
            requireOpen();
            long latest = history.latest().revision();
            long first = revision == 0 ? latest + 1 : revision;
            if (!history.reaches(first)) {
                throw History.gone(first);
            }
            HistoryWatch watch = new HistoryWatch(history, from, to, first, latest, this::forget);
            watches.add(watch);
            return watch;
        }
    }

    @Override
    public void compact(long revision) {
        synchronized (watches) {
            requireOpen();
            history.at(revision);
            history.compact(revision);
        }
    }

    @Override
    public long grant(Duration ttl) {
        if (!ttl.isPositive()) {
            throw Fault.invalid("a lease of " + ttl + " is over before it begins");
        }
        long lease = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return submit(plan -> {
            plan.grant(lease, ttl);
            return lease;
        });
    }

    @Override
    public void keepAlive(long lease) {
        requireOpen();
        leases.keepAlive(lease);
    }

    @Override
    public void revoke(long lease) {
        submit(plan -> {
            plan.revoke(lease);
            return lease;
        });
    }

    @Override
    public void close() {
        writer.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            journal.close();
        } finally {
            writer.unlock();
            leases.close();
        }
        synchronized (watches) {
            watches.forEach(watch -> watch.end(away()));
            watches.clear();
        }
    }

    private <T> T submit(Function<Plan, T> action) {
        Request<T> request = new Request<>(action);
        group.submit(request);
        if (request.failure != null) {
            throw request.failure;
        }
        T answer = request.answer;
        if (answer == null) {
            throw Fault.internal("a commit ended without an answer", null);
        }
        return answer;
    }

    private void commitGroup(List<Request<?>> requests) {
        requireOpen();
        Plan plan = new Plan(history.latest(), leases, nanos.getAsLong());
        requests.forEach(request -> request.run(plan));
        if (plan.isEmpty()) {
            return;
        }
        try {
            journal.write(plan);
        } catch (RuntimeException e) {
            plan.ended().forEach(leases::postponeEnd);
            throw e;
        }
        plan.granted().forEach(leases::add);
        plan.ended().forEach(leases::end);
        synchronized (watches) {
            plan.changes().forEach(this::publish);
        }
    }

    private void publish(Change change) {
        history.append(change);
        watches.forEach(watch -> watch.offer(change));
    }

    private void forget(HistoryWatch watch) {
        synchronized (watches) {
            watches.remove(watch);
        }
    }

    private void endLeases() {
        try {
            while (!closed) {
                for (long lease : leases.awaitOver()) {
                    endLease(lease);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "leases are no longer looked after", e);
        }
    }

    private void endLease(long lease) {
        try {
            submit(plan -> {
                plan.expire(lease);
                return lease;
            });
        } catch (Fault e) {
            leases.postponeEnd(lease);
            LOG.log(System.Logger.Level.DEBUG, "the end of a lease waits: {0}", e.sentence());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw away();
        }
    }

    private static Fault away() {
        return Fault.unavailable("the store was closed", null);
    }
}
