package naru.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Asks the host's resolvers in turn, from the host's network, on behalf of containers.
public final class Forwarder {
    private static final int PORT = 53;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int LARGEST = 65_535;

    private final List<String> servers;

    /// To these resolvers.
    ///
    /// @param servers their addresses
    public Forwarder(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    /// To the resolvers of a resolv.conf(5), but not to `except`; none if the file is not there.
    public static Forwarder of(Path resolvConf, String except) {
        List<String> all = SandboxFiles.Resolver.read(resolvConf).servers();
        return new Forwarder(
                all.stream().filter(server -> !server.equals(except)).toList());
    }

    /// The first answer that comes; empty if none does in time.
    public Optional<byte[]> ask(byte[] query, boolean tcp) {
        for (String server : servers) {
            try {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(server), PORT);
                return Optional.of(tcp ? stream(address, query) : datagram(address, query));
            } catch (IOException e) {
                System.getLogger("naru.network")
                        .log(System.Logger.Level.DEBUG, "resolver {0} did not answer: {1}", server, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static byte[] datagram(InetSocketAddress server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server);
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
            do {
                socket.receive(answer);
            } while (answer.getLength() < 2 || !sameNumber(answer.getData(), query));
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    private static byte[] stream(InetSocketAddress server, byte[] query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(server, TIMEOUT_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    private static boolean sameNumber(byte[] answer, byte[] query) {
        return answer[0] == query[0] && answer[1] == query[1];
    }
}
