package naru.etcd;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import naru.store.kv.KeyValues;

/// A process that supervises etcd until it is killed, and says etcd's process number when it answers.
final class EtcdParent {
    private EtcdParent() {}

    /// @param arguments folder, client's and peers' address
    public static void main(String[] arguments) throws InterruptedException {
        URI client = URI.create(arguments[1]);
        EtcdMember member = EtcdMember.alone(Path.of(arguments[0]), client, URI.create(arguments[2]));
        try (EtcdServer server = EtcdServer.start(TestEtcd.program(), member);
                KeyValues store = EtcdKeyValues.connect(EtcdOptions.of(List.of(client)))) {
            store.revision();
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.println(server.pid());
            Thread.currentThread().join();
        }
    }
}
