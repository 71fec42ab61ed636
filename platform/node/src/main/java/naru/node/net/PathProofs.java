package naru.node.net;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.linux.Echo;
import naru.linux.Errno;
import org.jspecify.annotations.Nullable;

/// Whether full packets reach the other nodes' pods and come back: echo requests to the node's
/// address among its pods, of the pods' packet size, that nobody may cut in pieces. Where they do
/// not, the largest usual size that does is found. Safe for use by many threads.
///
/// A platform thread of the network namespace of the first [#want] does it, at once for new nodes and
/// then now and then.
final class PathProofs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final int ATTEMPTS = 2;
    private static final List<Integer> USUAL = List.of(8951, 1450, 1400, 1350, 1300, 1250, 1150, 1000, 750, 576);

    private final Runnable changed;
    private final Map<String, Integer> proven = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private List<RoutePlan.Hop> hops = List.of();
    private volatile int mtu;
    private boolean news;
    private boolean closed;
    private @Nullable Thread prover;

    /// @param changed told when a path was found to be other than thought
    PathProofs(Runnable changed) {
        this.changed = changed;
    }

    /// Says which paths there are, and how large packets are to pass.
    void want(RoutePlan plan, int size) {
        lock.lock();
        try {
            if (hops.equals(plan.hops()) && mtu == size) {
                return;
            }
            hops = plan.hops();
            mtu = size;
            news = true;
            proven.keySet()
                    .retainAll(hops.stream().map(hop -> hop.node().name()).toList());
            something.signal();
            if (prover == null && !closed) {
                prover = Thread.ofPlatform().name("path-proofs").daemon().start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /// How many bytes of a packet were seen to pass to a node; 0 while none were.
    int of(String node) {
        return proven.getOrDefault(node, 0);
    }

    /// The nodes to which less than a full packet gets, and how much does.
    Map<String, Integer> smaller(int full) {
        Map<String, Integer> smaller = new HashMap<>();
        proven.forEach((node, size) -> {
            if (size > 0 && size < full) {
                smaller.put(node, size);
            }
        });
        return smaller;
    }

    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            something.signal();
            running = prover;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (pause()) {
            boolean other = false;
            for (RoutePlan.Hop hop : paths()) {
                String name = hop.node().name();
                int size = prove(hop.node());
                Integer before = proven.put(name, size);
                if (before == null || before != size) {
                    System.Logger.Level level = size == mtu ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
                    LOG.log(level, "packets of {0} bytes reach the pods of node {1}", size, name);
                    other = true;
                }
            }
            if (other) {
                changed.run();
            }
        }
    }

    /// Waits for new paths or until it is time again; answers whether to go on.
    private boolean pause() {
        lock.lock();
        try {
            long left = (proven.containsValue(0) ? SOON : AGAIN).toNanos();
            while (!news && !closed && left > 0) {
                left = something.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
            }
            news = false;
            return !closed;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<RoutePlan.Hop> paths() {
        lock.lock();
        try {
            return closed ? List.of() : hops;
        } finally {
            lock.unlock();
        }
    }

    private int prove(NodeFacts node) {
        int full = mtu;
        if (passes(node, full)) {
            return full;
        }
        if (!passes(node, USUAL.getLast())) {
            return 0;
        }
        return USUAL.stream()
                .filter(size -> size < full && passes(node, size))
                .findFirst()
                .map(size -> passes(node, full) ? full : size) // it may have been a moment's trouble
                .orElse(0);
    }

    private static boolean passes(NodeFacts node, int size) {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                if (Echo.returns(node.gateway(), size, PATIENCE)) {
                    return true;
                }
            }
            return false;
        } catch (Errno e) {
            LOG.log(System.Logger.Level.DEBUG, "no echo from node {0}: {1}", node.name(), e.getMessage());
            return false;
        }
    }
}
