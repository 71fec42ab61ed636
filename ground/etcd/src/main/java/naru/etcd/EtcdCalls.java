package naru.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import naru.base.Fault;

/// Calls that wait, with a limit. Writes are sent once; reads are sent again while etcd is away and
/// patience lasts.
final class EtcdCalls implements ClientInterceptor {
    private static final long PAUSE_MILLIS = 100;

    /// What waiting takes beyond the call's own deadline.
    private static final long GRACE_MILLIS = 1_000;

    private final Duration patience;

    EtcdCalls(Duration patience) {
        this.patience = patience;
    }

    /// Gives every call but a watch a deadline, so that none waits for ever in the client while etcd is
    /// away.
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean watch = "etcdserverpb.Watch".equals(method.getServiceName());
        return next.newCall(
                method, watch ? options : options.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Sends once.
    <T> T once(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get().get(patience.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Fault.unavailable("etcd did not answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw EtcdFaults.of(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while waiting for etcd", e);
        } catch (RuntimeException e) {
            throw EtcdFaults.of(e);
        }
    }

    /// Sends again while it is unavailable.
    <T> T repeated(Supplier<CompletableFuture<T>> call) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return once(call);
            } catch (Fault e) {
                boolean late = System.nanoTime() + PAUSE_MILLIS * 1_000_000 - deadline >= 0;
                if (e.kind() != Fault.Kind.UNAVAILABLE
                        || late
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
