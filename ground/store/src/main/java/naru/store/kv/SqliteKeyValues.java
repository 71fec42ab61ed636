package naru.store.kv;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// Keys and values in one SQLite file, for a cluster with one server: the latest values, the revision and the
/// leases are on disk, and everything is in memory, too ([MemoryKeyValues]), so that reads and watches never
/// touch the disk.
///
/// After it is opened again the past is unknown: states before the latest revision, and watches from it or
/// before, are GONE. The revision never goes back; leases have all their time again.
public final class SqliteKeyValues implements KeyValues {
    private final MemoryKeyValues memory;

    private SqliteKeyValues(MemoryKeyValues memory) {
        this.memory = memory;
    }

    /// Opens or makes the file, with the default window.
    ///
    /// @throws naru.base.Fault CONFLICT for a file that another process holds open or that is none of ours,
    ///     INTERNAL for one that is damaged; then the file is as it was
    public static SqliteKeyValues open(Path file) {
        return open(file, Window.DEFAULT, System::nanoTime);
    }

    /// The same with a window and a clock.
    public static SqliteKeyValues open(Path file, Window window, LongSupplier nanos) {
        SqliteJournal.Opened opened = SqliteJournal.open(file);
        return new SqliteKeyValues(
                new MemoryKeyValues(window, nanos, opened.journal(), opened.latest(), opened.leases()));
    }

    @Override
    public long revision() {
        return memory.revision();
    }

    @Override
    public Range range(String from, String to, int limit, long revision) {
        return memory.range(from, to, limit, revision);
    }

    @Override
    public Outcome commit(List<Condition> conditions, List<Operation> operations) {
        return memory.commit(conditions, operations);
    }

    @Override
    public Watch watch(String from, String to, long revision) {
        return memory.watch(from, to, revision);
    }

    @Override
    public void compact(long revision) {
        memory.compact(revision);
    }

    @Override
    public long grant(Duration ttl) {
        return memory.grant(ttl);
    }

    @Override
    public void keepAlive(long lease) {
        memory.keepAlive(lease);
    }

    @Override
    public void revoke(long lease) {
        memory.revoke(lease);
    }

    @Override
    public void close() {
        memory.close();
    }
}
