package naru.container;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What happened lately, and who wants to hear of it. Safe for use by many threads; nobody who listens slowly slows
/// others down: a subscriber whose queue is full loses its subscription.
public final class Events {
    private static final int HISTORY = 256;
    private static final int QUEUE = 1024;

    private final Deque<Event> history = new ArrayDeque<>(HISTORY);
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    /// Tells everybody.
    public synchronized void publish(Event event) {
        if (history.size() == HISTORY) {
            history.removeFirst();
        }
        history.addLast(event);
        for (Subscription subscription : subscriptions) {
            if (!subscription.queue.offer(event)) {
                subscription.close();
            }
        }
    }

    /// What happened lately, oldest first, and a subscription to all that happens after it.
    public synchronized Subscription subscribe() {
        Subscription subscription = new Subscription(new ArrayList<>(history));
        subscriptions.add(subscription);
        return subscription;
    }

    /// One listener. For one thread, except [#close].
    public final class Subscription implements AutoCloseable {
        private final List<Event> past;
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
        private volatile boolean open = true;

        private Subscription(List<Event> past) {
            this.past = List.copyOf(past);
        }

        /// What happened before, oldest first, at most 256.
        public List<Event> past() {
            return past;
        }

        /// Waits for the next event; null when the time is over, or when it is closed and empty.
        public @Nullable Event next(long timeout, TimeUnit unit) throws InterruptedException {
            Event ready = queue.poll();
            return ready != null || !open ? ready : queue.poll(timeout, unit);
        }

        /// Whether more can come.
        public boolean isOpen() {
            return open || !queue.isEmpty();
        }

        @Override
        public void close() {
            open = false;
            subscriptions.remove(this);
        }
    }
}
