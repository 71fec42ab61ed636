package naru.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.linux.Errno;
import naru.linux.SeqPacketSocket;
import org.jspecify.annotations.Nullable;

/// Streams over conmon's attach socket: packets of a type byte (2 output, 3 error) and data one way, plain data the
/// other.
///
/// They can be asked for before there is a socket: then they wait for [#connect] or [#abandon].
///
/// conmon waits for each of its attached sockets, and with it the container, the log and all others who are
/// attached. So who takes nothing for too long is cut off: see [Patience].
final class ConmonStreams implements Streams {
    private static final int PACKET = 8192 + 1;
    private static final int INPUT = 8192;

    private final boolean tty;
    private final AttachOptions options;
    private final Duration patience;
    private final Company company;
    private final String whose;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private final AtomicBoolean pumping = new AtomicBoolean();
    private volatile @Nullable SeqPacketSocket socket;
    private volatile @Nullable Replay replay;

    /// What was said before, to be passed on first.
    @FunctionalInterface
    interface Replay {
        void into(Sink sink) throws IOException;
    }

    /// @param patience how long a piece of output may wait for its taker; zero: for ever
    /// @param company who else is attached to the same
    /// @param whose the streams of what, for the log
    ConmonStreams(boolean tty, AttachOptions options, Duration patience, Company company, String whose) {
        this.tty = tty;
        this.options = options;
        this.patience = patience;
        this.company = company;
        this.whose = whose;
    }

    void replayFirst(Replay log) {
        replay = log;
    }

    void connect(Path path) {
        socket = SeqPacketSocket.connect(path);
        ready.countDown();
    }

    /// There will be no socket: the streams are at their end.
    void abandon() {
        ready.countDown();
    }

    @Override
    public boolean tty() {
        return tty;
    }

    @Override
    public OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                SeqPacketSocket to = await();
                if (to == null) {
                    throw new IOException("the process has ended");
                }
                try {
                    for (int at = 0; at < length; at += INPUT) {
                        int from = offset + at;
                        int count = Math.min(INPUT, length - at);
                        onPlatformThread(() -> to.send(bytes, from, count));
                    }
                } catch (Errno e) {
                    throw new IOException("the process has ended", e);
                }
            }

            @Override
            public void close() throws IOException {
                SeqPacketSocket to = await();
                if (to != null) {
                    to.endOutput();
                }
            }
        };
    }

    /// A send blocks in the kernel while the process does not read; on a virtual thread that would hold its carrier.
    private static void onPlatformThread(Runnable send) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            send.run();
            return;
        }
        CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("naru-stdin").start(() -> {
            try {
                send.run();
                sent.complete(null);
            } catch (Errno e) {
                sent.completeExceptionally(e);
            }
        });
        join(sent);
    }

    private static void join(CompletableFuture<@Nullable Void> future) throws IOException {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private @Nullable SeqPacketSocket await() throws IOException {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return socket;
    }

    @Override
    public void pump(Sink sink) throws IOException {
        Patience taker = new Patience(sink, patience, company);
        Thread.ofPlatform().daemon().name("naru-attach").start(() -> {
            try {
                pass(taker);
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            taker.await(done, whose);
        } catch (IOException e) {
            close(); // conmon goes on at once, even while the sink is still waiting
            throw e;
        }
    }

    private void pass(Sink sink) throws IOException {
        Replay first = replay;
        if (first != null) {
            first.into(sink);
        }
        SeqPacketSocket from = options.stream() ? await() : null;
        if (from == null || !pumping.compareAndSet(false, true)) {
            return; // there is none, or it was closed meanwhile
        }
        try (from) {
            receive(from, sink);
        }
    }

    private void receive(SeqPacketSocket from, Sink sink) throws IOException {
        byte[] packet = new byte[PACKET];
        for (int count = from.receive(packet); count >= 0; count = from.receive(packet)) {
            Stream stream = packet[0] == 3 && !tty ? Stream.STDERR : Stream.STDOUT;
            boolean wanted = stream == Stream.STDOUT ? options.stdout() : options.stderr();
            if (count > 1 && wanted) {
                sink.write(stream, packet, 1, count - 1);
            }
        }
    }

    @Override
    public void close() {
        abandon();
        SeqPacketSocket open = socket;
        if (open == null) {
            return;
        }
        if (pumping.compareAndSet(false, true)) {
            open.close(); // nobody reads: it is ours to free
        } else {
            open.abort(); // who reads it frees it
            done.complete(null);
        }
    }
}
