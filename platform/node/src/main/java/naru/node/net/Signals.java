package naru.node.net;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.node.service.ServiceName;

/// What a node's network must look at again. It holds each service once, however often it changed: it
/// is as large as the cluster's services at most. Safe for use by many threads; one takes.
final class Signals {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private Set<ServiceName> services = new LinkedHashSet<>();
    private boolean nodes;
    private boolean closed;

    /// What to look at.
    ///
    /// @param services that changed
    /// @param nodes whether nodes changed, or a path to one
    /// @param closed whether this is the end
    /// @param timely whether something happened, or only time passed
    record Work(Set<ServiceName> services, boolean nodes, boolean closed, boolean timely) {}

    void service(ServiceName name) {
        lock.lock();
        try {
            services.add(name);
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void nodes() {
        lock.lock();
        try {
            nodes = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for something up to `patience`; answers whether it came.
    boolean await(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (services.isEmpty() && !nodes && !closed && left > 0) {
                left = something.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
            }
            return left > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Everything since the last call.
    ///
    /// @param timely what [#await] said
    Work take(boolean timely) {
        lock.lock();
        try {
            Work work = new Work(services, nodes, closed, timely);
            services = new LinkedHashSet<>();
            nodes = false;
            return work;
        } finally {
            lock.unlock();
        }
    }
}
