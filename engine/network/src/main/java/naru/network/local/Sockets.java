package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import naru.linux.TcpSocket;

/// Makes the sockets that lead to containers, on one thread of its own: a socket is in the network
/// namespace of the thread that makes it, and where a virtual thread is nobody can say. Safe for use
/// by many threads.
final class Sockets implements AutoCloseable {
    private final ExecutorService maker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("localhost-sockets").factory());

    /// Those of the namespace in which the calling thread is.
    Sockets() {
        maker.execute(() -> {}); // threads begin where their makers are
    }

    TcpSocket stream(InetSocketAddress target) throws IOException {
        return make(() -> TcpSocket.open(target));
    }

    DatagramChannel datagrams() throws IOException {
        return make(DatagramChannel::open);
    }

    private <T> T make(Callable<T> open) throws IOException {
        try {
            return maker.submit(open).get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (RejectedExecutionException e) {
            throw new IOException("the engine is ending", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        maker.shutdown();
    }
}
