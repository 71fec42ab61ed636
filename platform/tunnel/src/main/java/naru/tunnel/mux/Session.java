package naru.tunnel.mux;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One connection between relay and agent after its handshake: many streams, heartbeat, flow control.
///
/// Three virtual threads: reader, writer, heartbeat. The reader never waits for the writer, so two full sockets
/// cannot block each other. Only the side that opens streams (the relay) calls [#open]; the other is told by its
/// [Listener].
public final class Session implements AutoCloseable {
    private static final long BUDGET = 64L * 1024 * 1024;
    private static final long FLOOR_ROUND_TRIP = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CLOCK_JUMP_MILLIS = 30_000;

    private final Socket socket;
    private final Socket raw;
    private final DataInputStream in;
    private final Duration heartbeat;
    private final int maxStreams;
    private final Listener listener;
    private final Outbox outbox = new Outbox();
    private final Map<Integer, MuxStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicLong budget = new AtomicLong(BUDGET);
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int lastOpened;
    private volatile long lastHeard = System.nanoTime();
    private volatile long roundTrip = TimeUnit.MILLISECONDS.toNanos(50);
    private volatile boolean goingAway;

    /// What a session tells its owner; called from the session's reader, so it must not wait.
    public interface Listener {
        /// The other side opened a stream, with what it says about it.
        void opened(MuxStream stream, byte[] about);

        /// The other side wants no new streams.
        void goingAway(String why);

        /// The session is over; called once.
        void closed(String why);
    }

    /// A session over a TLS socket whose handshake is done. `raw` is the socket below it, which is what gets
    /// closed: to close TLS is to write, which a dead peer can block. `in` is the reader the handshake was read
    /// with.
    public Session(
            Socket socket, Socket raw, DataInputStream in, Duration heartbeat, int maxStreams, Listener listener) {
        this.socket = socket;
        this.raw = raw;
        this.in = in;
        this.heartbeat = heartbeat;
        this.maxStreams = maxStreams;
        this.listener = listener;
    }

    /// A reader fit for the handshake and the session after it.
    public static DataInputStream reader(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 32 * 1024));
    }

    /// Starts the session's threads.
    public void start() {
        Thread.ofVirtual().name("tunnel-reader").start(this::readAll);
        Thread.ofVirtual().name("tunnel-writer").start(this::writeAll);
        Thread.ofVirtual().name("tunnel-heartbeat").start(this::beat);
    }

    /// Opens a stream; a StreamReset with BUSY when there are too many.
    public MuxStream open(byte[] about) throws IOException {
        if (over.get() || goingAway) {
            throw new SessionLost("the agent is leaving");
        }
        if (streams.size() >= maxStreams) {
            throw new StreamReset(ResetCode.BUSY, maxStreams + " requests are under way, which is the limit");
        }
        int window = Window.take(budget, Window.START - Window.IMPLICIT) ? Window.START : Window.IMPLICIT;
        byte[] payload = new byte[4 + about.length];
        Frame.putInt(payload, 0, window);
        System.arraycopy(about, 0, payload, 4, about.length);
        synchronized (ids) { // ids appear on the wire in order
            int id = ids.incrementAndGet();
            MuxStream stream = new MuxStream(this, id, new Window(budget, window), outbox.new Slots(), Window.IMPLICIT);
            streams.put(id, stream);
            lastOpened = id;
            control(FrameType.OPEN, id, payload);
            if (over.get()) {
                stream.broken(new SessionLost("the tunnel's connection is closed"));
            }
            return stream;
        }
    }

    /// Streams under way.
    public int openStreams() {
        return streams.size();
    }

    /// Tells the other side to open no more streams.
    public void goAway(String why) {
        control(FrameType.GOAWAY, 0, why.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the other side is heard within `patience`: sends a ping and waits for any sign of life.
    public boolean answers(Duration patience) {
        long before = System.nanoTime();
        ping();
        long deadline = before + patience.toNanos();
        while (System.nanoTime() < deadline && !over.get()) {
            if (lastHeard - before > 0) {
                return true;
            }
            awaitEnd(Duration.ofMillis(20));
        }
        return false;
    }

    /// Waits until the session is over; true if it is.
    public boolean awaitEnd(Duration patience) {
        try {
            return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return over.get();
        }
    }

    /// Waits until no stream is open, `patience` at most.
    public void drain(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!streams.isEmpty() && System.nanoTime() < deadline && !awaitEnd(Duration.ofMillis(20))) {
            Thread.onSpinWait();
        }
        while (!outbox.isEmpty() && System.nanoTime() < deadline && !awaitEnd(Duration.ofMillis(5))) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        close("closed");
    }

    /// Ends the session and all its streams.
    public void close(String why) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        outbox.close();
        closeSocket();
        streams.values().forEach(stream -> stream.broken(new SessionLost(why)));
        ended.countDown();
        listener.closed(why);
    }

    private void closeSocket() {
        try {
            raw.close();
        } catch (IOException e) {
            System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "closing the tunnel's socket", e);
        }
    }

    long roundTripNanos() {
        return Math.max(roundTrip, FLOOR_ROUND_TRIP);
    }

    void forget(int id) {
        streams.remove(id);
    }

    void control(FrameType type, int stream, byte[] payload) {
        if (!outbox.control(Frame.encode(type, stream, payload, 0, payload.length))) {
            close("the other side does not read");
        }
    }

    void data(Outbox.Slots slots, byte[] frame, boolean must) throws IOException {
        outbox.data(slots, frame, must);
    }

    void lastWord(Outbox.Slots slots, byte[] frame) {
        if (over.get()) {
            return;
        }
        try {
            outbox.data(slots, frame, true);
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    private void readAll() {
        try {
            while (!over.get()) {
                Frame frame = Frame.read(in);
                lastHeard = System.nanoTime();
                handle(frame);
            }
        } catch (IOException e) {
            close("the connection broke: " + reason(e));
        }
    }

    private void handle(Frame frame) throws IOException {
        switch (frame.type()) {
            case PING ->
                outbox.pong(Frame.encode(FrameType.PONG, 0, frame.payload(), 0, Math.min(64, frame.payload().length)));
            case PONG -> pong(frame.payload());
            case GOAWAY -> {
                goingAway = true;
                listener.goingAway(new String(frame.payload(), StandardCharsets.UTF_8));
            }
            case OPEN -> accept(frame);
            case DATA, END, RESET, CREDIT -> toStream(frame);
            case HELLO, WELCOME, REFUSE -> throw new IOException(frame.type() + " in the middle of a session");
        }
    }

    private void accept(Frame frame) throws IOException {
        int window = Frame.getInt(frame.payload(), 0);
        if (frame.stream() <= lastOpened || ids.get() > 0 || window < 0) {
            throw new IOException("stream " + frame.stream() + " opened out of order");
        }
        lastOpened = frame.stream();
        MuxStream stream =
                new MuxStream(this, frame.stream(), new Window(budget, Window.IMPLICIT), outbox.new Slots(), window);
        streams.put(frame.stream(), stream);
        if (streams.size() > maxStreams) {
            stream.reset(ResetCode.BUSY, maxStreams + " requests are under way, which is the limit");
            return;
        }
        byte[] about = new byte[frame.payload().length - 4];
        System.arraycopy(frame.payload(), 4, about, 0, about.length);
        listener.opened(stream, about);
    }

    private void toStream(Frame frame) throws IOException {
        MuxStream stream = streams.get(frame.stream());
        if (stream == null) {
            if (frame.stream() < 1 || frame.stream() > lastOpened) {
                throw new IOException(frame.type() + " for stream " + frame.stream() + ", which was never opened");
            }
            return; // over on this side already
        }
        switch (frame.type()) {
            case DATA -> stream.receive(frame.payload());
            case END -> stream.receiveEnd();
            case CREDIT -> stream.receiveCredit(Frame.getInt(frame.payload(), 0));
            default -> stream.broken(reset(frame.payload()));
        }
    }

    private static StreamReset reset(byte[] payload) throws IOException {
        if (payload.length == 0) {
            throw new IOException("reset without a code");
        }
        return new StreamReset(
                ResetCode.of(payload[0]), new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8));
    }

    private void writeAll() {
        try {
            BufferedOutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
            List<byte[]> frames = outbox.take();
            while (!frames.isEmpty()) {
                for (byte[] frame : frames) {
                    out.write(frame);
                }
                if (outbox.isEmpty()) {
                    out.flush();
                }
                frames = outbox.take();
            }
        } catch (IOException e) {
            close("the connection broke: " + reason(e));
        }
    }

    private void beat() {
        long wall = System.currentTimeMillis();
        long steady = System.nanoTime();
        ping();
        while (!awaitEnd(heartbeat.dividedBy(4))) {
            long silent = System.nanoTime() - lastHeard;
            long jump = System.currentTimeMillis() - wall - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - steady);
            if (silent > heartbeat.toNanos() * 5 / 2) {
                close("nothing was heard for " + TimeUnit.NANOSECONDS.toSeconds(silent) + " s");
            } else if (jump > CLOCK_JUMP_MILLIS) {
                close("the machine was asleep");
            } else if (silent > heartbeat.toNanos()) {
                ping();
            }
        }
    }

    private void ping() {
        byte[] payload = ByteBuffer.allocate(8).putLong(System.nanoTime()).array();
        control(FrameType.PING, 0, payload);
    }

    private void pong(byte[] payload) throws IOException {
        if (payload.length != 8) {
            throw new IOException("malformed pong");
        }
        long sample = System.nanoTime() - ByteBuffer.wrap(payload).getLong();
        if (sample > 0) {
            roundTrip = Math.min(sample, roundTrip * 2);
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.io.EOFException ? "the other side closed it" : String.valueOf(e.getMessage());
    }
}
