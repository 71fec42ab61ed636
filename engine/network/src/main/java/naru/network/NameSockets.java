package naru.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;

/// The two sockets of a name server inside a namespace; they belong to it whoever serves them.
public record NameSockets(DatagramChannel udp, ServerSocketChannel tcp) implements AutoCloseable {
    private static final int PORT = 53;
    private static final int BACKLOG = 64;

    /// Opens those of a container in the namespace of the calling thread, at ports to which port 53 leads, or, where
    /// none can, at port 53 itself.
    static NameSockets open() throws IOException {
        NameSockets sockets = open(SandboxFiles.EMBEDDED, 0);
        int udp = sockets.udp().socket().getLocalPort();
        if (NameRules.write(udp, sockets.tcp().socket().getLocalPort())) {
            return sockets;
        }
        sockets.close();
        return open(SandboxFiles.EMBEDDED);
    }

    /// Opens them at port 53 of an address of the namespace of the calling thread.
    public static NameSockets open(String ip) throws IOException {
        return open(ip, PORT);
    }

    private static NameSockets open(String ip, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ip), port);
        DatagramChannel udp = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            udp.bind(address);
            return new NameSockets(udp, listen(address));
        } catch (IOException e) {
            udp.close();
            throw e;
        }
    }

    private static ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel tcp = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            return tcp.bind(address, BACKLOG);
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
