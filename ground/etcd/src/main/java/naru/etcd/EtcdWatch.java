package naru.etcd;

import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.Watch;
import org.jspecify.annotations.Nullable;

/// A watch of etcd that holds what was not read yet, within a bound, and goes on after etcd was away.
///
/// jetcd would begin a broken stream anew by itself, but from the revision at which etcd had answered
/// it and not from what was delivered (WatchImpl.onNext in jetcd 0.8.7): changes could be missed. So a
/// stream that broke is closed here, and the reader opens another from the first revision that is
/// missing.
///
/// Nothing of jetcd is called under this object's lock: jetcd calls back under its own.
final class EtcdWatch implements Watch {
    /// What another stream would meet, too.
    private static final Set<Fault.Kind> LASTING =
            Set.of(Fault.Kind.GONE, Fault.Kind.FORBIDDEN, Fault.Kind.UNAUTHORIZED);

    private static final long STEP_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 2_000;
    private static final long PROGRESS_NANOS = 5_000_000_000L;

    private final io.etcd.jetcd.Watch client;
    private final Keys keys;
    private final AtomicLong seen;
    private final Consumer<EtcdWatch> onClose;
    private final HeldBatches held;

    /// The first revision that did not arrive yet.
    private long next;

    private @Nullable Stream stream;
    private long brokeAt;
    private long pauseMillis = STEP_MILLIS;
    private long askedAt = System.nanoTime();
    private boolean answered = true;
    private boolean closed;
    private @Nullable Fault end;

    /// @param from included
    /// @param to excluded
    record Keys(String from, String to) {}

    /// @param first the first revision to deliver
    /// @param held for what was not read yet
    /// @param seen the latest revision that anybody saw
    EtcdWatch(
            io.etcd.jetcd.Watch client,
            Keys keys,
            long first,
            HeldBatches held,
            AtomicLong seen,
            Consumer<EtcdWatch> onClose) {
        this.client = client;
        this.keys = keys;
        this.held = held;
        this.seen = seen;
        this.onClose = onClose;
        this.next = first;
    }

    /// One stream of etcd's; what it says after it broke or was replaced is not heard.
    private final class Stream implements io.etcd.jetcd.Watch.Listener {
        private volatile io.etcd.jetcd.Watch.@Nullable Watcher watcher;
        private boolean broken;

        @Override
        public void onNext(WatchResponse response) {
            if (!take(this, response)) {
                close();
            }
        }

        @Override
        public void onError(Throwable failure) {
            broke(this, EtcdFaults.of(failure));
        }

        @Override
        public void onCompleted() {
            broke(this, Fault.unavailable("etcd ended the watch", null));
        }

        void close() {
            io.etcd.jetcd.Watch.Watcher opened = watcher;
            if (opened != null) {
                opened.close();
            }
        }

        void askForProgress() {
            io.etcd.jetcd.Watch.Watcher opened = watcher;
            if (opened != null) {
                try {
                    opened.requestProgress();
                } catch (IllegalStateException e) {
                    onError(e); // it broke a moment ago
                }
            }
        }
    }

    /// Opens a stream, also in the place of one that broke.
    void open() {
        Stream opened = new Stream();
        Stream before;
        long first;
        synchronized (this) {
            if (closed || end != null) {
                return;
            }
            before = stream;
            stream = opened;
            first = next;
        }
        if (before != null) {
            before.close();
        }
        WatchOption option = WatchOption.builder()
                .withRange(EtcdTexts.bytes(keys.to()))
                .withRevision(first)
                .withPrevKV(true)
                .withProgressNotify(true)
                .withRequireLeader(true)
                .build();
        try {
            opened.watcher = client.watch(EtcdTexts.start(keys.from()), option, opened);
        } catch (RuntimeException e) {
            opened.onError(e);
        }
    }

    /// Ends it: the reader gets this fault.
    void end(Fault fault) {
        finish(fault);
        closeStream();
    }

    @Override
    public Batch next(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Stream current;
            synchronized (this) {
                if (!await(deadline)) {
                    return held.take(Math.min(next - 1, seen.get()));
                }
                current = stream == null || stream.broken ? null : stream;
            }
            if (current == null) {
                open();
            } else {
                current.askForProgress();
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        closeStream();
        onClose.accept(this);
    }

    private void closeStream() {
        Stream last;
        synchronized (this) {
            last = stream;
            stream = null;
        }
        if (last != null) {
            last.close();
        }
    }

    /// Waits until there is something to answer (false), or something to do for the stream (true).
    private boolean await(long deadline) {
        while (!closed && held.isEmpty()) {
            if (end != null) {
                throw end;
            }
            long now = System.nanoTime();
            if (isWork(now)) {
                return true;
            }
            if (deadline - now <= 0) {
                return false;
            }
            pause(Math.min(STEP_MILLIS, (deadline - now) / 1_000_000 + 1));
        }
        return false;
    }

    /// Whether the stream is to be opened anew, or to be asked how far it is: when the store has gone
    /// on and this watch does not know whether that concerns it, and now and then in any case.
    private boolean isWork(long now) {
        if (stream == null || stream.broken) {
            boolean due = now - brokeAt >= pauseMillis * 1_000_000;
            pauseMillis = due ? Math.min(MAX_PAUSE_MILLIS, pauseMillis * 2) : pauseMillis;
            return due;
        }
        boolean behind = answered && next <= seen.get() && now - askedAt > STEP_MILLIS * 1_000_000;
        boolean due = behind || now - askedAt > PROGRESS_NANOS;
        if (due) {
            askedAt = now;
            answered = false;
        }
        return due;
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while waiting for changes", e);
        }
    }

    /// Takes what etcd says; false if nobody listens any more.
    private synchronized boolean take(Stream from, WatchResponse response) {
        if (from != stream || from.broken || end != null) {
            return false;
        }
        pauseMillis = STEP_MILLIS;
        answered = true;
        List<Event> fresh = new ArrayList<>();
        for (WatchEvent event : response.getEvents()) {
            if (event.getKeyValue().getModRevision() >= next) {
                fresh.add(event(event));
            }
        }
        long revision = response.getHeader().getRevision();
        seen.accumulateAndGet(revision, Math::max);
        if (!fresh.isEmpty()) {
            next = fresh.getLast().revision() + 1;
            if (!held.add(fresh)) {
                finish(Fault.gone("more changes than are held were not read: list again and watch from there"));
            }
        } else if (response.isProgressNotify()) {
            next = Math.max(next, revision + 1);
        }
        notifyAll();
        return end == null;
    }

    /// A stream ended: the reader opens another, unless another would end in the same way.
    private synchronized void broke(Stream which, Fault fault) {
        if (which != stream) {
            return;
        }
        which.broken = true;
        brokeAt = System.nanoTime();
        if (LASTING.contains(fault.kind())) {
            finish(fault);
        }
        notifyAll();
    }

    private synchronized void finish(Fault fault) {
        end = end == null ? fault : end;
        notifyAll();
    }

    private static Event event(WatchEvent event) {
        Entry now = EtcdTexts.entry(event.getKeyValue());
        Entry before = event.getPrevKV().getModRevision() == 0 ? null : EtcdTexts.entry(event.getPrevKV());
        boolean deleted = event.getEventType() == WatchEvent.EventType.DELETE;
        return new Event(now.key(), deleted ? null : now, before, now.modRevision());
    }
}
