package naru.store.kv;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Put;

/// Measures a store: acknowledged puts a second by 1 and by 16 clients, ranges of 5,000 entries, and how long a change
/// takes to a watch. No test: start its `main` with the folder to write in.
public final class StoreSpeed {
    private static final int VALUE_BYTES = 1_000;
    private static final int ENTRIES = 5_000;
    private static final Duration TIME = Duration.ofSeconds(3);

    private StoreSpeed() {}

    /// @param arguments a folder on the disk to measure
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (KeyValues memory = new MemoryKeyValues()) {
            measure("memory", memory, out);
        }
        Path file = Files.createTempDirectory(Path.of(arguments[0]), "speed").resolve("cluster.db");
        try (KeyValues sqlite = SqliteKeyValues.open(file)) {
            measure("sqlite", sqlite, out);
        }
    }

    /// Measures one store, whose keys are left in it.
    public static void measure(String name, KeyValues store, PrintStream out) throws InterruptedException {
        puts(store, 1);
        out.printf("%s: %,d puts/s by 1 client%n", name, puts(store, 1));
        out.printf("%s: %,d puts/s by 16 clients%n", name, puts(store, 16));
        out.printf("%s: %,d ranges of %,d entries/s%n", name, ranges(store), ENTRIES);
        out.printf("%s: %,d us from commit to watch%n", name, delivery(store));
    }

    private static long puts(KeyValues store, int clients) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + TIME.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String key = "/speed/puts/" + i + "/";
            threads.add(Thread.startVirtualThread(() -> {
                while (System.nanoTime() - end < 0) {
                    long number = done.incrementAndGet();
                    store.commit(List.of(), List.of(new Put(key + number % 100, new byte[VALUE_BYTES], 0)));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / TIME.toSeconds();
    }

    private static long ranges(KeyValues store) {
        List<Operation> puts = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            puts.add(new Put("/speed/range/%05d".formatted(i), new byte[VALUE_BYTES], 0));
            if (puts.size() == KeyValues.MAX_OPERATIONS || i == ENTRIES - 1) {
                store.commit(List.of(), puts);
                puts.clear();
            }
        }
        long done = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TIME.toNanos()) {
            done += store.range("/speed/range/", "/speed/range0", 0, 0)
                            .entries()
                            .size()
                    / ENTRIES;
        }
        return done / TIME.toSeconds();
    }

    private static long delivery(KeyValues store) {
        int rounds = 200;
        long nanos = 0;
        try (Watch watch = store.watch("/speed/watch", "/speed/watci", 0)) {
            for (int i = 0; i < rounds; i++) {
                store.commit(List.of(), List.of(new Put("/speed/watch", new byte[VALUE_BYTES], 0)));
                long begun = System.nanoTime();
                while (watch.next(Duration.ofSeconds(1)).events().isEmpty()) {
                    Thread.onSpinWait();
                }
                nanos += System.nanoTime() - begun;
            }
        }
        return nanos / rounds / 1_000;
    }
}
