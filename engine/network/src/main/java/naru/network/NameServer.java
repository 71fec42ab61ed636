package naru.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Answers the names of one container at 127.0.0.11, and forwards what it does not know.
///
/// Two virtual threads wait on the sockets; a question that must be forwarded, or a TCP connection, has one of its own
/// while a permit is free; beyond that it is dropped, and the client asks again. Malformed packets are dropped.
final class NameServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int CONCURRENT = 100;
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int TCP_IDLE_MILLIS = 10_000;

    private final String containerId;
    private final NameSockets sockets;
    private final NetworkTable table;
    private final Forwarder forwarder;
    private final Semaphore permits = new Semaphore(CONCURRENT);

    private NameServer(String containerId, NameSockets sockets, NetworkTable table, Forwarder forwarder) {
        this.containerId = containerId;
        this.sockets = sockets;
        this.table = table;
        this.forwarder = forwarder;
    }

    /// Serves until closed.
    static NameServer start(String containerId, NameSockets sockets, NetworkTable table, Forwarder forwarder) {
        NameServer server = new NameServer(containerId, sockets, table, forwarder);
        Thread.ofVirtual().name("dns-udp-" + containerId).start(() -> server.until(server::datagrams));
        Thread.ofVirtual().name("dns-tcp-" + containerId).start(() -> server.until(server::connections));
        return server;
    }

    /// What is known here: an answer, or empty if it must be forwarded.
    static Optional<byte[]> local(NetworkTable table, String containerId, DnsQuery query) {
        if (query.type() == DnsQuery.A || query.type() == DnsQuery.AAAA) {
            List<Integer> addresses = table.addresses(containerId, query.name());
            if (!addresses.isEmpty()) {
                return Optional.of(
                        query.type() == DnsQuery.A ? query.answer(addresses) : query.answer(DnsQuery.NO_ERROR));
            }
        }
        Optional<String> name = query.reverseAddress().map(address -> table.nameOf(containerId, address));
        if (name.isPresent() && !name.get().isEmpty()) {
            return Optional.of(query.answer(name.get()));
        }
        return table.hasWayOut(containerId) ? Optional.empty() : Optional.of(query.answer(DnsQuery.NO_NAME));
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void until(Loop loop) {
        try {
            loop.run();
        } catch (ClosedChannelException _) {
            LOG.log(System.Logger.Level.DEBUG, "name server of {0} ended", containerId);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "name server of {0} ended: {1}", containerId, e.getMessage());
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
            if (query.isEmpty()) {
                continue;
            }
            Optional<byte[]> known = local(table, containerId, query.get());
            if (known.isPresent()) {
                send(known.get(), client);
            } else {
                apart(() -> send(forward(message, query.get(), false), client));
            }
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
                byte[] answer =
                        local(table, containerId, query.get()).orElseGet(() -> forward(message, query.get(), true));
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        }
    }

    private byte[] forward(byte[] message, DnsQuery query, boolean tcp) {
        return forwarder.ask(message, tcp).orElseGet(() -> query.answer(DnsQuery.SERVER_FAILURE));
    }

    private void send(byte[] answer, SocketAddress client) throws IOException {
        sockets.udp().send(ByteBuffer.wrap(answer), client);
    }

    /// Runs a task on a thread of its own while a permit is free; answers whether it does.
    private boolean apart(Loop task) {
        if (!permits.tryAcquire()) {
            return false;
        }
        Thread.ofVirtual().name("dns-" + containerId).start(() -> {
            try {
                task.run();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a client of {0} went away: {1}", containerId, e.getMessage());
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
            LOG.log(System.Logger.Level.WARNING, "name server of {0}: {1}", containerId, e.getMessage());
        }
    }
}
