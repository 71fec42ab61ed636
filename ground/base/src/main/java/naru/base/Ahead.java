package naru.base;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Work that has begun on a thread of its own before its result is needed. The thread is the platform's: such work
/// makes native calls. Safe for use by many threads.
///
/// @param <T> the result; if it can be closed, so can this
public final class Ahead<T> implements AutoCloseable {
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Ahead() {}

    /// Begins.
    ///
    /// @param name of the thread
    public static <T> Ahead<T> begin(String name, Supplier<T> work) {
        Ahead<T> ahead = new Ahead<>();
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                ahead.result.complete(work.get());
            } catch (Throwable e) { // told to whoever waits
                ahead.result.completeExceptionally(e);
            }
        });
        return ahead;
    }

    /// Waits for the result; throws what the work threw.
    public T get() {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                failure.addSuppressed(new IllegalStateException("waited for here"));
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /// Waits for the result and closes it, if there is one and it can be closed.
    @Override
    public void close() {
        if (result.handle((_, failure) -> failure == null).join() && result.join() instanceof AutoCloseable part) {
            try {
                part.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw Fault.internal("what began ahead does not close: " + e.getMessage(), e);
            }
        }
    }
}
