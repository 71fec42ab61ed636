package naru.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Answers DNS questions by datagram and by stream (RFC 1035 section 4.2, RFC 7766).
///
/// Two virtual threads wait on the sockets; a question whose answer takes time, or a TCP connection, has one of its own
/// while a permit is free; beyond that it is dropped, and the client asks again. Malformed packets are dropped. An
/// answer too large for a datagram sends the client to the stream.
public final class DnsServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int TCP_IDLE_MILLIS = 10_000;

    private final String owner;
    private final NameSockets sockets;
    private final Zone zone;
    private final Semaphore permits;

    /// What a server knows.
    public interface Zone {
        /// What can be answered at once, without waiting for anybody.
        Optional<byte[]> known(DnsQuery query);

        /// The answer to everything else, which may take time; empty if there is none.
        ///
        /// @param message the question as it came
        Optional<byte[]> ask(DnsQuery query, byte[] message, boolean tcp);
    }

    private DnsServer(String owner, NameSockets sockets, Zone zone, int concurrent) {
        this.owner = owner;
        this.sockets = sockets;
        this.zone = zone;
        this.permits = new Semaphore(concurrent);
    }

    /// Serves until closed, which closes the sockets.
    ///
    /// @param owner for whom, in logs
    /// @param concurrent how many slow questions and connections at a time
    public static DnsServer start(String owner, NameSockets sockets, Zone zone, int concurrent) {
        DnsServer server = new DnsServer(owner, sockets, zone, concurrent);
        Thread.ofVirtual().name("dns-udp-" + owner).start(() -> server.until(server::datagrams));
        Thread.ofVirtual().name("dns-tcp-" + owner).start(() -> server.until(server::connections));
        return server;
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void until(Loop loop) {
        try {
            loop.run();
        } catch (ClosedChannelException _) {
            LOG.log(System.Logger.Level.DEBUG, "name server of {0} ended", owner);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "name server of {0} ended: {1}", owner, e.getMessage());
        }
    }

    private void datagrams() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        while (true) {
            buffer.clear();
            SocketAddress client = sockets.udp().receive(buffer);
            byte[] message = new byte[buffer.flip().remaining()];
            buffer.get(message);
            Optional<DnsQuery> query = DnsQuery.read(message);
            if (query.isPresent()) {
                datagram(query.get(), message, client);
            }
        }
    }

    private void datagram(DnsQuery query, byte[] message, SocketAddress client) throws IOException {
        Optional<byte[]> known = zone.known(query);
        if (known.isPresent()) {
            byte[] answer = known.get();
            send(answer.length > query.limit() ? query.truncated() : answer, client);
        } else {
            apart(() -> send(ask(query, message, false), client));
        }
    }

    private void connections() throws IOException {
        while (true) {
            Socket socket = sockets.tcp().accept().socket();
            if (!apart(() -> serve(socket))) {
                socket.close();
            }
        }
    }

    private void serve(Socket client) throws IOException {
        try (Socket socket = client) {
            socket.setSoTimeout(TCP_IDLE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] message = in.readNBytes(in.readUnsignedShort());
                Optional<DnsQuery> query = DnsQuery.read(message);
                if (query.isEmpty()) {
                    return;
                }
                byte[] answer = zone.known(query.get()).orElseGet(() -> ask(query.get(), message, true));
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        }
    }

    private byte[] ask(DnsQuery query, byte[] message, boolean tcp) {
        return zone.ask(query, message, tcp).orElseGet(() -> query.answer(DnsQuery.SERVER_FAILURE));
    }

    private void send(byte[] answer, SocketAddress client) throws IOException {
        sockets.udp().send(ByteBuffer.wrap(answer), client);
    }

    /// Runs a task on a thread of its own while a permit is free; answers whether it does.
    private boolean apart(Loop task) {
        if (!permits.tryAcquire()) {
            return false;
        }
        Thread.ofVirtual().name("dns-" + owner).start(() -> {
            try {
                task.run();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a client of {0} went away: {1}", owner, e.getMessage());
            } finally {
                permits.release();
            }
        });
        return true;
    }

    @Override
    public void close() {
        try {
            sockets.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "name server of {0}: {1}", owner, e.getMessage());
        }
    }
}
