package naru.linux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// When an open descriptor of SOCK_NONBLOCK can be read from or written to. Threads wait here, not in the kernel, so
/// that virtual ones let go of their carriers: one until it is readable and one until it is writable.
///
/// That a wait ends is a hint: make the call, and wait again if it says EAGAIN. Nothing is missed between the two: each
/// wait arms the descriptor anew, and then what is the case already counts. Safe for use by many threads.
final class Readiness {
    private final int fd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private long key;
    private int awaited;
    private volatile boolean cut;
    private volatile boolean forgotten;

    /// Of a descriptor that stays open until [#forget].
    Readiness(int fd) {
        this.fd = fd;
    }

    /// Waits until it is readable, at its end, or broken; a ClosedChannelException once it is cut.
    void awaitReadable() throws IOException {
        await(Epoll.IN, readable, null);
    }

    /// Waits until it is writable or broken; a ClosedChannelException once it is cut.
    void awaitWritable() throws IOException {
        await(Epoll.OUT, writable, null);
    }

    /// The same with an end (System#nanoTime), at which a SocketTimeoutException is thrown.
    void awaitWritable(long end) throws IOException {
        await(Epoll.OUT, writable, end);
    }

    private void await(int event, Condition condition, @Nullable Long end) throws IOException {
        lock.lock();
        try {
            check();
            awaited |= event;
            arm();
            while ((awaited & event) != 0) {
                await(condition, end);
                check();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            awaited &= ~event;
            lock.unlock();
        }
    }

    private static void await(Condition condition, @Nullable Long end) throws IOException, InterruptedException {
        if (end == null) {
            condition.await();
        } else if (!condition.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new SocketTimeoutException("timed out");
        }
    }

    /// A ClosedChannelException once it is cut.
    void check() throws IOException {
        if (cut || forgotten) {
            throw new ClosedChannelException();
        }
    }

    /// For all that is awaited, as one descriptor is armed once for both directions.
    private void arm() {
        if (key == 0) {
            key = Epoll.one().add(fd, awaited, this::happened);
        } else {
            Epoll.one().arm(fd, awaited, key);
        }
    }

    private void happened(int events) {
        lock.lock();
        try {
            int over = (events & Epoll.BROKEN) == 0 ? awaited & events : awaited;
            awaited &= ~over;
            if ((over & Epoll.IN) != 0) {
                readable.signal();
            }
            if ((over & Epoll.OUT) != 0) {
                writable.signal();
            }
            if (awaited != 0) {
                arm(); // the event took away what the other direction was armed for
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody wait from now on: whoever does is woken and told.
    void cut() {
        lock.lock();
        try {
            cut = true;
            readable.signal();
            writable.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isCut() {
        return cut;
    }

    /// Before the descriptor is closed; nobody uses it any more. Answers false the second time.
    boolean forget() {
        lock.lock();
        try {
            if (forgotten) {
                return false;
            }
            forgotten = true;
            if (key != 0) {
                Epoll.one().remove(fd, key);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
