package naru.container;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A sink that knows since when its taker has taken nothing: who waits for the end of a process' output
/// gives a taker up after a set time, or sooner if another one of its company was given up. Costs two writes of a field
/// for each piece, and ten looks at them per time that was set.
///
/// One thread writes at a time, another waits.
final class Patience implements Sink {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final long IDLE = 0;

    private final Sink taker;
    private final Duration limit;
    private final Company company;
    private volatile long since = IDLE;

    /// @param limit how long one piece may wait; zero: for ever
    /// @param company who else takes of the same
    Patience(Sink taker, Duration limit, Company company) {
        this.taker = taker;
        this.limit = limit;
        this.company = company;
    }

    @Override
    public void write(Stream stream, byte[] bytes, int offset, int length) throws IOException {
        since = System.nanoTime() | 1; // never IDLE
        taker.write(stream, bytes, offset, length);
        since = IDLE;
    }

    /// Waits until all has been passed on; an exception if that failed, or if the taker has taken nothing for too long.
    ///
    /// @param whose what is read, for the log
    void await(CompletableFuture<?> done, String whose) throws IOException {
        try {
            if (limit.isZero()) {
                done.get();
                return;
            }
            while (!ended(done, Math.min(Company.step(limit), company.patience(limit) - waited()))) {
                if (waited() >= company.patience(limit)) {
                    company.giveUp();
                    LOG.log(System.Logger.Level.INFO, "who reads {0} takes nothing: cut off", whose);
                    throw new IOException("nothing was taken, of a patience of " + limit.toSeconds() + " s");
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean ended(CompletableFuture<?> done, long nanos)
            throws InterruptedException, ExecutionException {
        try {
            @Nullable Object ignored = done.get(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private long waited() {
        long begun = since;
        return begun == IDLE ? 0 : System.nanoTime() - begun;
    }
}
