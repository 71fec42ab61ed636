package naru.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Documents in one SQLite file ([SqliteFile]). Commits are grouped ([GroupCommit]), so that many writers
/// share one fsync.
public final class SqliteDocuments implements Documents {
    private final SqliteFile file;
    private final Damages damages;
    private final ReentrantLock writer = new ReentrantLock();
    private final GroupCommit<List<Change>> group = new GroupCommit<>(writer, this::commitGroup);

    private SqliteDocuments(SqliteFile file, String name) {
        this.file = file;
        this.damages = new Damages(name);
    }

    /// Opens or makes the file. A file that another process holds open is a CONFLICT fault, a damaged one INTERNAL.
    public static SqliteDocuments open(Path file) {
        return new SqliteDocuments(SqliteFile.open(file, SqliteDocuments::makeTable), file.toString());
    }

    @Override
    public Optional<byte[]> get(String collection, String key) {
        return read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT value FROM document WHERE collection=? AND key=?")) {
                select.setString(1, collection);
                select.setString(2, key);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Map<String, byte[]> all(String collection) {
        return read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT key, value FROM document WHERE collection=? ORDER BY key")) {
                select.setString(1, collection);
                Map<String, byte[]> documents = new LinkedHashMap<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        documents.put(rows.getString(1), rows.getBytes(2));
                    }
                }
                return documents;
            }
        });
    }

    @Override
    public void commit(List<Change> changes) {
        group.submit(List.copyOf(changes));
        damages.settled(changes);
    }

    @Override
    public Damages damages() {
        return damages;
    }

    @Override
    public void close() {
        writer.lock();
        try {
            file.close();
        } finally {
            writer.unlock();
        }
    }

    private static void makeTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS document(collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT"
                            + " NULL, PRIMARY KEY(collection, key)) WITHOUT ROWID");
        }
    }

    private <T> T read(SqliteFile.Reading<T> reading) {
        writer.lock();
        try {
            return file.read(reading);
        } finally {
            writer.unlock();
        }
    }

    /// Commits everybody who waits in one transaction; called with the writer's lock.
    private void commitGroup(List<List<Change>> requests) {
        file.commit(connection -> {
            for (List<Change> changes : requests) {
                apply(connection, changes);
            }
        });
    }

    private static void apply(Connection connection, List<Change> changes) throws SQLException {
        for (Change change : changes) {
            switch (change) {
                case Put(String collection, String key, byte[] value) -> {
                    try (PreparedStatement put =
                            connection.prepareStatement("INSERT OR REPLACE INTO document VALUES(?,?,?)")) {
                        put.setString(1, collection);
                        put.setString(2, key);
                        put.setBytes(3, value);
                        put.executeUpdate();
                    }
                }
                case Delete(String collection, String key) -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM document WHERE collection=? AND key=?")) {
                        delete.setString(1, collection);
                        delete.setString(2, key);
                        delete.executeUpdate();
                    }
                }
            }
        }
    }
}
