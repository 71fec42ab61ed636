package naru.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/// Real members of etcd for tests, each in a folder of its own on free ports of 127.0.0.1.
final class TestEtcd implements AutoCloseable {
    /// How many changes a watch holds.
    static final int BOUND = 1_000;

    private static final int FIRST_PORT = 16_000;
    private static final int PORTS = 12_000;

    private final EtcdProgram program = program();
    private final List<EtcdMember> members = new ArrayList<>();
    private final List<EtcdServer> servers = new ArrayList<>();

    /// Founds a cluster.
    TestEtcd(Path folder, int size) {
        TreeMap<String, URI> peers = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            peers.put("m" + i, freeAddress());
        }
        peers.forEach((name, peer) -> members.add(
                new EtcdMember(name, folder.resolve(name), freeAddress(), peer, peers, true, Optional.empty())));
        members.forEach(member -> servers.add(EtcdServer.start(program, member)));
    }

    /// A store on all members, this one first.
    EtcdKeyValues connect(int first) {
        List<URI> endpoints = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            endpoints.add(members.get((first + i) % members.size()).client());
        }
        return EtcdKeyValues.connect(new EtcdOptions(endpoints, Optional.empty(), Duration.ofSeconds(20), BOUND));
    }

    EtcdServer server(int number) {
        return servers.get(number);
    }

    void stop(int number) {
        servers.get(number).close();
    }

    void start(int number) {
        servers.set(number, EtcdServer.start(program, members.get(number)));
    }

    @Override
    public void close() {
        servers.forEach(EtcdServer::close);
    }

    /// On PATH, or where ./verify unpacks it: above the folder that the test runs in.
    static EtcdProgram program() {
        List<Path> folders = new ArrayList<>();
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            folders.add(above.resolve(".naru/tools/usr/bin"));
        }
        return EtcdProgram.find(folders)
                .orElseThrow(() -> new AssertionError("no etcd 3.5 on PATH or under .naru/tools: run ./verify"));
    }

    static URI freeAddress() {
        while (true) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return URI.create("http://127.0.0.1:" + socket.getLocalPort());
            } catch (IOException e) {
                continue; // taken
            }
        }
    }

    /// Whether a file tells of something.
    static boolean says(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }
}
