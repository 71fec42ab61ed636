package naru.store.kv;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.store.SqliteFile;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.Watch.Event;

/// Plans in a SQLite file: one row per key with its latest value, one per lease, one for the revision; a
/// plan is one transaction.
final class SqliteJournal implements Journal {
    private final SqliteFile file;

    private SqliteJournal(SqliteFile file) {
        this.file = file;
    }

    /// A journal and what it holds.
    record Opened(SqliteJournal journal, Snapshot latest, Map<Long, Duration> leases) {}

    static Opened open(Path path) {
        SqliteContent content = SqliteFile.holdsAnything(path)
                ? SqliteFile.inspect(path, connection -> SqliteContent.read(path, connection))
                : SqliteContent.NEW;
        SqliteFile file = SqliteFile.open(path, SqliteContent::makeTables);
        if (file.read(SqliteContent::revision) != content.latest().revision()) {
            file.close();
            throw Fault.conflict("somebody else wrote to " + path + " while it was opened");
        }
        return new Opened(new SqliteJournal(file), content.latest(), content.leases());
    }

    @Override
    public void write(Plan plan) {
        Map<String, Optional<Entry>> latest = new LinkedHashMap<>();
        for (Change change : plan.changes()) {
            for (Event event : change.events()) {
                latest.put(event.key(), Optional.ofNullable(event.now()));
            }
        }
        file.commit(connection -> {
            writeEntries(connection, latest);
            writeLeases(connection, plan);
            SqliteContent.writeRevision(connection, plan.revision());
        });
    }

    @Override
    public void close() {
        file.close();
    }

    private static void writeEntries(Connection connection, Map<String, Optional<Entry>> latest) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(SqliteContent.PUT);
                PreparedStatement delete = connection.prepareStatement("DELETE FROM entry WHERE key=?")) {
            for (Map.Entry<String, Optional<Entry>> one : latest.entrySet()) {
                if (one.getValue().isPresent()) {
                    SqliteContent.bind(put, one.getValue().get());
                    put.executeUpdate();
                } else {
                    delete.setString(1, one.getKey());
                    delete.executeUpdate();
                }
            }
        }
    }

    private static void writeLeases(Connection connection, Plan plan) throws SQLException {
        if (plan.granted().isEmpty() && plan.ended().isEmpty()) {
            return;
        }
        try (PreparedStatement grant = connection.prepareStatement("INSERT INTO lease VALUES(?,?)");
                PreparedStatement end = connection.prepareStatement("DELETE FROM lease WHERE id=?")) {
            for (Map.Entry<Long, Duration> lease : plan.granted().entrySet()) {
                grant.setLong(1, lease.getKey());
                grant.setLong(2, lease.getValue().toMillis());
                grant.executeUpdate();
            }
            for (long lease : plan.ended()) {
                end.setLong(1, lease);
                end.executeUpdate();
            }
        }
    }
}
