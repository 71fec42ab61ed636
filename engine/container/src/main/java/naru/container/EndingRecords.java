package naru.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;
import naru.store.Records;

/// Remembers how containers ended: the last 500 ends, whatever became of the containers. They are written behind the
/// back of whoever waits for an end, so that those which happen in the instant before a crash may be missing.
final class EndingRecords implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final String COLLECTION = "ending";
    private static final int KEPT = 500;
    private static final int WAITING = 1_000;
    private static final int LINES = 20;
    private static final int LONGEST_LINE = 1_000;

    private final Documents documents;
    private final Records<Ending> records;
    private final Setup setup;
    /// Those that are written, the oldest first; only the writer uses it.
    private final Deque<String> keys = new ArrayDeque<>();
    private final BlockingQueue<Ending> queue = new ArrayBlockingQueue<>(WAITING);
    /// Those that are not written yet, by key.
    private final Map<String, Ending> unwritten = new ConcurrentHashMap<>();
    private final Thread writer;

    EndingRecords(Documents documents) {
        this.documents = documents;
        this.records = new Records<>(documents, COLLECTION, Ending.class, "how that container ended is lost");
        this.setup = new Setup(documents);
        this.writer = Thread.ofVirtual().name("endings").start(this::write);
    }

    /// Takes down that a container is in a state at its end; `log` is read now, for it may be gone soon.
    void keep(Unit unit, State.Exited end, Path log) {
        Kept kept = unit.kept();
        RestartPolicy policy = kept.spec().restart();
        Ending ending = new Ending(
                kept.id(),
                kept.name(),
                kept.spec().config().image(),
                end.startedAt(),
                end.finishedAt(),
                end.exitCode(),
                end.oomKilled(),
                kept.spec().resources().memory(),
                kept.stopped(),
                end.error(),
                policy.named(kept.spec().config().labels()),
                kept.restartCount(),
                unit.health(),
                kept.spec().log().keeps() ? lastLines(log) : List.of(),
                setup.of(kept));
        unwritten.put(key(ending), ending);
        if (!queue.offer(ending)) {
            unwritten.remove(key(ending));
            LOG.log(System.Logger.Level.WARNING, "too many ends at once: that of {0} is not kept", kept.id());
        }
    }

    private static List<String> lastLines(Path log) {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = new LogReader(log, new LogOptions(true, true, null, null, LINES, false), () -> false)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                String line = new String(entry.line(), StandardCharsets.UTF_8).stripTrailing();
                lines.add(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no last lines", e);
        }
        return lines;
    }

    private void write() {
        load();
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            queue.forEach(this::write); // closing: what waits is still written
        }
    }

    /// What earlier lives kept; the engine's start need not wait for it.
    private void load() {
        try {
            keys.addAll(documents.all(COLLECTION).keySet());
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "how containers ended cannot be read: {0}", e.sentence());
        }
    }

    /// Sorts by time.
    private static String key(Ending ending) {
        return "%013d-%s".formatted(ending.finishedAt().toEpochMilli(), ending.id());
    }

    private void write(Ending ending) {
        String key = key(ending);
        List<Documents.Change> changes = new ArrayList<>();
        changes.add(new Documents.Put(COLLECTION, key, Json.write(ending)));
        keys.addLast(key);
        while (keys.size() > KEPT) {
            changes.add(new Documents.Delete(COLLECTION, keys.removeFirst()));
        }
        try {
            documents.commit(changes);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "how {0} ended is not kept: {1}", ending.id(), e.sentence());
        }
        unwritten.remove(key);
    }

    /// Ends of containers with that id, beginning of an id, or name, the latest first.
    List<Ending> of(String ref) {
        String bare = Register.bare(ref);
        Map<String, Ending> all = new TreeMap<>(Comparator.reverseOrder());
        all.putAll(unwritten);
        all.putAll(records.all().values());
        return all.values().stream()
                .filter(ending -> ending.name().equals(bare)
                        || !bare.isEmpty() && ending.id().startsWith(bare))
                .toList();
    }

    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
