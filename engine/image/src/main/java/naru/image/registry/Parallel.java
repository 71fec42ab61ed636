package naru.image.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import naru.base.Fault;

/// Runs jobs on virtual threads, a few at a time; the first failure or an interrupt ends all of them.
final class Parallel {
    private Parallel() {}

    static void run(int atOnce, List<Runnable> jobs) {
        Semaphore free = new Semaphore(atOnce);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable job : jobs) {
                running.add(threads.submit(() -> {
                    free.acquire();
                    try {
                        job.run();
                    } finally {
                        free.release();
                    }
                    return "";
                }));
            }
            try {
                for (Future<?> future : running) {
                    future.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException known ? known : Fault.internal("a transfer broke", e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw Fault.unavailable("the transfer was cancelled", e);
            }
        }
    }
}
