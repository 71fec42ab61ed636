package naru.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/// The two sockets of a name server inside a namespace; they belong to it whoever serves them.
record NameSockets(DatagramChannel udp, ServerSocketChannel tcp) implements AutoCloseable {
    private static final int PORT = 53;
    private static final int BACKLOG = 64;

    /// Opens them in the namespace of the calling thread.
    static NameSockets open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(SandboxFiles.EMBEDDED), PORT);
        DatagramChannel udp = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            udp.bind(address);
            ServerSocketChannel tcp = ServerSocketChannel.open(StandardProtocolFamily.INET);
            tcp.bind(address, BACKLOG);
            return new NameSockets(udp, tcp);
        } catch (IOException e) {
            udp.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
