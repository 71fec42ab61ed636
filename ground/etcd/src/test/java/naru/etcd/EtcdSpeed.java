package naru.etcd;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.store.kv.KeyValues;
import naru.store.kv.StoreSpeed;

/// Measures etcd as [StoreSpeed] measures the other stores. No test: start its `main` with the folder to write in and
/// the number of members.
final class EtcdSpeed {
    private EtcdSpeed() {}

    /// @param arguments a folder on the disk to measure, and 1 or 3
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "speed");
        int members = Integer.parseInt(arguments[1]);
        try (TestEtcd etcd = new TestEtcd(folder, members);
                KeyValues store = etcd.connect(0)) {
            StoreSpeed.measure("etcd of " + members, store, out);
        }
    }
}
