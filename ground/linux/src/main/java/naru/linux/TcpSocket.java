package naru.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// A connection of TCP whose bytes a [SplicePipe] moves, which the JDK has no word for. Threads that wait for it are
/// parked, so virtual ones let go of their carriers. What the kernel refuses is an [Errno].
///
/// Whoever has it closes it, after all others have let go of it: the number of its descriptor may belong to somebody
/// else from then on. Everybody may [#cut] it at any time. One thread reads and one writes at a time.
public final class TcpSocket implements AutoCloseable {
    private final int fd;
    private final Readiness readiness;
    private volatile boolean outputEnded;

    /// A descriptor of SOCK_NONBLOCK that belongs to this object from now on.
    TcpSocket(int fd) {
        this.fd = fd;
        readiness = new Readiness(fd);
    }

    /// One that is not connected, in the network namespace of the calling thread.
    ///
    /// @param target what it will be connected to: an address of IPv4 or of IPv6
    public static TcpSocket open(InetSocketAddress target) {
        return new TcpSocket(
                SocketCalls.open(target.getAddress().getAddress(), SocketCalls.STREAM | SocketCalls.NONBLOCK));
    }

    /// Connects it. A SocketTimeoutException if nobody has answered after `patience`, an [Errno] if the answer is no,
    /// and a ClosedChannelException if it is cut.
    public void connect(InetSocketAddress target, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!SocketCalls.connect(fd, target)) {
            readiness.awaitWritable(end);
        }
    }

    /// Sends what it has at once, however little it is (TCP_NODELAY).
    public void sendAtOnce() {
        SocketCalls.set(fd, SocketCalls.LEVEL_TCP, SocketCalls.NO_DELAY, "TCP_NODELAY", 1);
    }

    /// Waits until there is something to read: bytes, the end, or a failure. It may end for nothing. A
    /// ClosedChannelException if the connection is cut.
    public void awaitReadable() throws IOException {
        readiness.awaitReadable();
    }

    void awaitWritable() throws IOException {
        readiness.awaitWritable();
    }

    /// Tells the other side that nothing more will come; an [Errno] if the connection was reset.
    public void endOutput() {
        outputEnded = true;
        SocketCalls.endOutput(fd);
    }

    /// Whether the end that was just read is one. After a reset of which the thread that writes was told, the kernel
    /// says to the one that reads that this is the end (tcp_recvmsg); then the connection is no more. Where both
    /// directions have ended it is no more either: our own end, marked before it is made, is asked for last.
    boolean hasEnded() {
        return SocketCalls.isConnected(fd) || outputEnded;
    }

    /// To be used at once; a ClosedChannelException once it is cut.
    int descriptor() throws IOException {
        readiness.check();
        return fd;
    }

    /// Says that it is over, from any thread: whoever waits is woken with a ClosedChannelException, and [#close] will
    /// be a reset. Of no effect once it is closed.
    public void cut() {
        readiness.cut();
    }

    /// Closes it: with a reset if it was [#cut].
    @Override
    public void close() {
        if (!readiness.forget()) {
            return;
        }
        try {
            if (readiness.isCut()) {
                SocketCalls.set(fd, SocketCalls.LEVEL_SOCKET, SocketCalls.LINGER, "SO_LINGER", 1, 0);
            }
        } finally {
            FileCalls.close(fd);
        }
    }
}
