package naru.network.local;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;

/// A sender of datagrams: the socket by which a container knows it. Safe for use by many threads.
final class CopiedPeer {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int LARGEST = 65_535;

    private final DatagramChannel channel;
    private final InetSocketAddress target;
    private final long idleNanos;
    private volatile long used = System.nanoTime();

    private CopiedPeer(DatagramChannel channel, InetSocketAddress target, Duration idle) {
        this.channel = channel;
        this.target = target;
        this.idleNanos = idle.toNanos();
    }

    /// Where answers go.
    interface Answers {
        void take(ByteBuffer answer) throws IOException;
    }

    /// A sender who speaks to `target`, and is forgotten after a silence of `idle`.
    static CopiedPeer open(Sockets sockets, InetSocketAddress target, Duration idle) throws IOException {
        DatagramChannel channel = sockets.datagrams();
        try {
            channel.bind(null); // not connected: channels that are send no empty datagrams
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new CopiedPeer(channel, target, idle);
    }

    void send(ByteBuffer datagram) throws IOException {
        used = System.nanoTime();
        channel.send(datagram, target);
    }

    /// Passes answers on until it is closed or there was silence for too long.
    void run(Answers answers) {
        try (channel) {
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            for (long left = idleNanos; left > 0; left = idleNanos - (System.nanoTime() - used)) {
                if (receive(packet, left)) {
                    used = System.nanoTime();
                    answers.take(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                }
            }
        } catch (ClosedChannelException _) {
            return;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "answers to a sender of datagrams end: {0}", e.getMessage());
        }
    }

    private boolean receive(DatagramPacket packet, long nanos) throws IOException {
        packet.setLength(LARGEST);
        channel.socket().setSoTimeout((int) Math.max(1, nanos / 1_000_000));
        try {
            channel.socket().receive(packet);
            return packet.getSocketAddress().equals(target);
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    void close() {
        Ended.close(channel);
    }
}
