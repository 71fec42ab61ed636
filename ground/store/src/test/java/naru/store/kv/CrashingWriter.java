package naru.store.kv;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import naru.store.kv.KeyValues.Put;

/// A process that writes pairs of new keys from four threads until it is killed, and says on its standard
/// output what the store has acknowledged: `key 0 revision.`
final class CrashingWriter {
    private CrashingWriter() {}

    /// @param arguments the store's file
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (KeyValues store = SqliteKeyValues.open(Path.of(arguments[0]))) {
            Thread last = Thread.currentThread();
            for (int i = 0; i < 4; i++) {
                String name = "/" + ProcessHandle.current().pid() + "-" + System.nanoTime() + "-" + i;
                last = Thread.ofPlatform().start(() -> write(store, name, out));
            }
            last.join();
        }
    }

    private static void write(KeyValues store, String name, PrintStream out) {
        for (int i = 0; ; i++) {
            String key = name + "/" + i + "a";
            long revision = store.commit(
                            List.of(), List.of(new Put(key, value(key), 0), new Put(twin(key), value(twin(key)), 0)))
                    .revision();
            out.print(key + " 0 " + revision + ".\n");
            out.flush();
        }
    }

    /// The key that is written together with a key.
    static String twin(String key) {
        String stem = key.substring(0, key.length() - 1);
        return key.endsWith("a") ? stem + "b" : stem + "a";
    }

    /// What is written under a key: from nothing to some pages.
    static byte[] value(String key) {
        byte[] value = new byte[Math.floorMod(key.hashCode(), 20) == 0 ? 20_000 : Math.floorMod(key.hashCode(), 900)];
        new Random(key.hashCode()).nextBytes(value);
        return value;
    }
}
