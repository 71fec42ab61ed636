package naru.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.DiskFull;
import naru.base.Fault;

/// Documents in one SQLite file: write-ahead log, synchronous=FULL, an exclusive lock on the file.
///
/// Commits are grouped ([GroupCommit]), so that many writers share one fsync.
public final class SqliteDocuments implements Documents {
    private static final System.Logger LOG = System.getLogger("naru.store");

    /// As much as SQLite writes to its log before it begins the log anew (1,000 pages), and a little more.
    private static final int RESERVE = 5 << 20;

    private final Connection connection;
    private final ReentrantLock writer = new ReentrantLock();
    private final GroupCommit<List<Change>> group = new GroupCommit<>(writer, this::commitGroup);

    private SqliteDocuments(Connection connection) {
        this.connection = connection;
    }

    /// Opens or makes the file. A file that another process holds open is a CONFLICT fault.
    public static SqliteDocuments open(Path file) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA locking_mode=EXCLUSIVE");
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS document(collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT"
                                + " NULL, PRIMARY KEY(collection, key)) WITHOUT ROWID");
            }
            reserve(connection);
            connection.setAutoCommit(false);
            return new SqliteDocuments(connection);
        } catch (SQLException e) {
            throw new Fault(
                    Fault.Kind.CONFLICT,
                    "cannot open " + file + ": " + e.getMessage() + " (is another naru using this data folder?)",
                    e);
        }
    }

    /// Takes room on the disk for the log and for free pages, so that what frees space (a removal) can be written when
    /// nothing else can. The log keeps its size until the file is closed.
    private static void reserve(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT OR REPLACE INTO document VALUES('', '', zeroblob(" + RESERVE + "))");
            statement.execute("DELETE FROM document WHERE collection=''");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "no room for a reserve: {0}", e.getMessage());
        }
    }

    @Override
    public Optional<byte[]> get(String collection, String key) {
        writer.lock();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT value FROM document WHERE collection=? AND key=?")) {
            select.setString(1, collection);
            select.setString(2, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw broken(e);
        } finally {
            writer.unlock();
        }
    }

    @Override
    public Map<String, byte[]> all(String collection) {
        writer.lock();
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
        } catch (SQLException e) {
            throw broken(e);
        } finally {
            writer.unlock();
        }
    }

    @Override
    public void commit(List<Change> changes) {
        group.submit(List.copyOf(changes));
    }

    /// Commits everybody who waits in one transaction; called with the writer's lock.
    private void commitGroup(List<List<Change>> requests) {
        try {
            for (List<Change> changes : requests) {
                apply(changes);
            }
            connection.commit();
        } catch (SQLException e) {
            rollBack();
            throw broken(e);
        }
    }

    private void apply(List<Change> changes) throws SQLException {
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

    /// After some failures (a full disk among them) SQLite has rolled back by itself: then only the transaction that
    /// the
    /// driver expects to be in is missing (sqlite.org, "Response To Errors Within A Transaction").
    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "rolled back already", e);
            begin();
        }
    }

    private void begin() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the store cannot begin a transaction: {0}", e.getMessage());
        }
    }

    private static Fault broken(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("SQLITE_FULL") ? DiskFull.fault(e) : Fault.internal("the store failed: " + message, e);
    }

    @Override
    public void close() {
        writer.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        } finally {
            writer.unlock();
        }
    }
}
