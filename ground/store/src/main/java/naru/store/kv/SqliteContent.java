package naru.store.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import naru.base.Fault;
import naru.store.SqliteFile;
import naru.store.kv.KeyValues.Entry;

/// What the file of a store holds, and its format. Each row of `entry` and `state` has a checksum (CRC-32C):
/// SQLite itself would not notice a bit that flipped inside a value.
///
/// @param latest the state
/// @param leases with their times
record SqliteContent(Snapshot latest, Map<Long, Duration> leases) {
    static final SqliteContent NEW = new SqliteContent(Snapshot.NEW, Map.of());

    static final String PUT = "INSERT INTO entry(key, value, created, modified, version, lease, checksum)"
            + " VALUES(?,?,?,?,?,?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value, created=excluded.created,"
            + " modified=excluded.modified, version=excluded.version, lease=excluded.lease, checksum=excluded.checksum";

    /// "naKV", in SQLite's header.
    private static final int APPLICATION = 0x6e614b56;

    private static final int FORMAT = 1;

    /// Makes the tables of a new file.
    static void makeTables(Connection connection) throws SQLException {
        if (isEmpty(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA application_id=" + APPLICATION);
                statement.execute("PRAGMA user_version=" + FORMAT);
                statement.execute("CREATE TABLE entry(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
                        + " value BLOB NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,"
                        + " version INTEGER NOT NULL, lease INTEGER NOT NULL, checksum INTEGER NOT NULL)");
                statement.execute("CREATE TABLE lease(id INTEGER PRIMARY KEY, milliseconds INTEGER NOT NULL)");
                statement.execute("CREATE TABLE state(id INTEGER PRIMARY KEY, revision INTEGER NOT NULL,"
                        + " checksum INTEGER NOT NULL)");
            }
            writeRevision(connection, Snapshot.NEW.revision());
        }
    }

    /// Reads everything, comparing all checksums.
    ///
    /// @throws Fault INTERNAL for a damaged file, CONFLICT for one that is none of ours or of a newer format
    static SqliteContent read(Path file, Connection connection) throws SQLException {
        if (isEmpty(connection)) {
            return NEW;
        }
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw Fault.conflict(file + " is a database of something else: it was left as it is");
        }
        long format = number(connection, "PRAGMA user_version");
        if (format != FORMAT) {
            throw Fault.conflict(file + " has format " + format + ", and this naru knows format " + FORMAT
                    + " only: it was left as it is");
        }
        List<Entry> entries = readEntries(file, connection);
        long revision = readRevision(file, connection, entries);
        EntryTree leased = EntryTree.EMPTY;
        for (Entry entry : entries) {
            leased = entry.lease() == 0 ? leased : leased.with(Snapshot.leasedKey(entry.lease(), entry.key()), entry);
        }
        return new SqliteContent(new Snapshot(revision, EntryTree.ofSorted(entries), leased), readLeases(connection));
    }

    static long revision(Connection connection) throws SQLException {
        return number(connection, "SELECT revision FROM state WHERE id=1");
    }

    static void writeRevision(Connection connection, long revision) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("INSERT OR REPLACE INTO state VALUES(1,?,?)")) {
            set.setLong(1, revision);
            set.setLong(2, checksum(revision));
            set.executeUpdate();
        }
    }

    /// Sets the parameters of [#PUT].
    static void bind(PreparedStatement put, Entry entry) throws SQLException {
        put.setString(1, entry.key());
        put.setBytes(2, entry.value());
        put.setLong(3, entry.createRevision());
        put.setLong(4, entry.modRevision());
        put.setLong(5, entry.version());
        put.setLong(6, entry.lease());
        put.setLong(7, checksum(entry));
    }

    private static List<Entry> readEntries(Path file, Connection connection) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT key, value, created, modified, version, lease, checksum FROM entry ORDER BY key")) {
            while (rows.next()) {
                Entry entry = new Entry(
                        rows.getString(1),
                        rows.getBytes(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6));
                if (rows.getLong(7) != checksum(entry)) {
                    throw SqliteFile.damaged(file, "wrong checksum of the key " + entry.key(), null);
                }
                entries.add(entry);
            }
        }
        return entries;
    }

    private static long readRevision(Path file, Connection connection, List<Entry> entries) throws SQLException {
        long revision = revision(connection);
        boolean newer = entries.stream().anyMatch(entry -> entry.modRevision() > revision);
        if (newer || number(connection, "SELECT checksum FROM state WHERE id=1") != checksum(revision)) {
            throw SqliteFile.damaged(file, "wrong revision " + revision, null);
        }
        return revision;
    }

    private static Map<Long, Duration> readLeases(Connection connection) throws SQLException {
        Map<Long, Duration> leases = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, milliseconds FROM lease")) {
            while (rows.next()) {
                leases.put(rows.getLong(1), Duration.ofMillis(rows.getLong(2)));
            }
        }
        return leases;
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        return number(connection, "SELECT count(*) FROM sqlite_master") == 0;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static long checksum(Entry entry) {
        CRC32C sum = new CRC32C();
        sum.update(entry.key().getBytes(StandardCharsets.US_ASCII));
        sum.update(entry.value());
        sum.update(ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(entry.createRevision())
                .putLong(entry.modRevision())
                .putLong(entry.version())
                .putLong(entry.lease())
                .flip());
        return sum.getValue();
    }

    private static long checksum(long revision) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(revision).flip());
        return sum.getValue();
    }
}
