package naru.cluster.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.store.kv.Watch;
import org.jspecify.annotations.Nullable;

/// All objects of one kind as they are now, and the changes of the last minutes: every list and watch of the kind is
/// answered from here, without the disk and without reading JSON. Safe for use by many threads; one thread feeds it.
///
/// The changes kept are bounded by age, number and size. A state that is older than the oldest of them is not known
/// here.
final class ResourceCache {
    private static final int MOST_CHANGES = 10_000;
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final int MOST_WATCHES = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Stored> present = new TreeMap<>();
    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private final Set<CacheWatch> watches = new LinkedHashSet<>();
    private final Duration bookmarkEvery;
    private long bytes;
    private long revision;

    /// Changes after this revision are all here.
    private long known;

    ResourceCache(Duration bookmarkEvery) {
        this.bookmarkEvery = bookmarkEvery;
    }

    /// Objects in key order, of one revision.
    record Snapshot(List<Stored> objects, long revision) {}

    /// Begins anew with a state; watches that were open get GONE, for what happened in between is not known.
    void reset(List<Stored> objects, long at) {
        lock.lock();
        try {
            present.clear();
            objects.forEach(stored -> present.put(stored.key(), stored));
            changes.clear();
            bytes = 0;
            revision = at;
            known = at;
            watches.forEach(watch -> watch.fail(Sentences.tooOld(revision, at)));
            watches.clear();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the changes up to a revision.
    void apply(Collection<Watch.Event> events, long upTo) {
        lock.lock();
        try {
            for (Watch.Event event : events) {
                if (event.revision() > revision) {
                    take(event);
                }
            }
            revision = Math.max(revision, upTo);
        } finally {
            lock.unlock();
        }
    }

    private void take(Watch.Event event) {
        Stored after = event.now() == null ? null : Stored.of(event.now());
        Stored before = after == null ? present.remove(event.key()) : present.put(event.key(), after);
        if (before == null && after == null) {
            return;
        }
        Change change = new Change(event.key(), before, after, event.revision(), System.nanoTime());
        changes.addLast(change);
        bytes += change.size();
        forget(change.at());
        for (Iterator<CacheWatch> each = watches.iterator(); each.hasNext(); ) {
            if (!each.next().offer(change)) {
                each.remove();
            }
        }
    }

    private void forget(long now) {
        while (changes.size() > MOST_CHANGES
                || bytes > MOST_BYTES
                || now - changes.getFirst().at() > OLDEST.toNanos()) {
            Change oldest = changes.removeFirst();
            bytes -= oldest.size();
            known = oldest.revision();
            if (changes.isEmpty()) {
                return;
            }
        }
    }

    /// One object as it is here.
    Optional<Stored> get(String key) {
        lock.lock();
        try {
            return Optional.ofNullable(present.get(key));
        } finally {
            lock.unlock();
        }
    }

    /// How far it has come.
    long revision() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    /// The objects of `from` (included) to `to` (excluded), now.
    Snapshot now(String from, String to) {
        lock.lock();
        try {
            return new Snapshot(List.copyOf(present.subMap(from, to).values()), revision);
        } finally {
            lock.unlock();
        }
    }

    /// The objects of a range as they were at a revision; empty if that is no longer known here.
    Optional<Snapshot> at(String from, String to, long wanted) {
        lock.lock();
        try {
            if (wanted < known || wanted > revision) {
                return Optional.empty();
            }
            TreeMap<String, Stored> state = new TreeMap<>(present.subMap(from, to));
            for (Iterator<Change> each = changes.descendingIterator(); each.hasNext(); ) {
                Change change = each.next();
                if (change.revision() <= wanted) {
                    break;
                }
                undo(change, from, to, state);
            }
            return Optional.of(new Snapshot(List.copyOf(state.values()), wanted));
        } finally {
            lock.unlock();
        }
    }

    private static void undo(Change change, String from, String to, TreeMap<String, Stored> state) {
        if (change.key().compareTo(from) < 0 || change.key().compareTo(to) >= 0) {
            return;
        }
        @Nullable Stored before = change.before();
        if (before == null) {
            state.remove(change.key());
        } else {
            state.put(change.key(), before);
        }
    }

    /// Opens a watch: of the changes after a revision, or (`after` is -1) of the present objects and what follows.
    CacheWatch watch(Selection selection, long after, boolean bookmarks) {
        lock.lock();
        try {
            if (watches.size() >= MOST_WATCHES) {
                throw Fault.tooManyRequests("there are " + MOST_WATCHES + " watches of this kind: close some");
            }
            List<CacheWatch.Pending> first = new ArrayList<>();
            if (after < 0) {
                String from = selection.prefix();
                for (Stored stored : present.subMap(from, Keys.end(from)).values()) {
                    CacheWatch.Pending.present(stored, selection).ifPresent(first::add);
                }
            } else if (after < known) {
                throw Sentences.tooOld(after, known);
            } else {
                missed(selection, after, first);
            }
            CacheWatch watch = new CacheWatch(
                    this, selection, Math.max(after, revision), bookmarks ? bookmarkEvery : Duration.ZERO, first);
            watches.add(watch);
            return watch;
        } finally {
            lock.unlock();
        }
    }

    private void missed(Selection selection, long after, List<CacheWatch.Pending> first) {
        for (Change change : changes) {
            if (change.revision() > after) {
                CacheWatch.Pending.of(change, selection).ifPresent(first::add);
            }
        }
    }

    /// Feeds a watch no longer.
    void forget(CacheWatch watch) {
        lock.lock();
        try {
            watches.remove(watch);
        } finally {
            lock.unlock();
        }
    }

    /// Ends all watches with a reason.
    void end(Fault reason) {
        lock.lock();
        try {
            watches.forEach(watch -> watch.fail(reason));
            watches.clear();
        } finally {
            lock.unlock();
        }
    }
}
