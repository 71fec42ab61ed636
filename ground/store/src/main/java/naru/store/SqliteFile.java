package naru.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import naru.base.DiskFull;
import naru.base.Fault;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite file that this process has for itself: write-ahead log, synchronous=FULL, an exclusive lock,
/// room kept for removals on a full disk. Used by one thread at a time.
public final class SqliteFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.store");

    /// Pages of 4 KiB that SQLite writes to its log before it begins the log anew.
    private static final int LOG_PAGES = 250;

    /// As much as the log holds, and a little more: it is written at each start.
    private static final int RESERVE = 5 << 18;

    private final Connection connection;

    private SqliteFile(Connection connection) {
        this.connection = connection;
    }

    /// Work on the open file.
    @FunctionalInterface
    public interface Work {
        /// Does it, without a commit.
        void run(Connection connection) throws SQLException;
    }

    /// Reading from the open file.
    ///
    /// @param <T> what is read
    @FunctionalInterface
    public interface Reading<T> {
        /// Reads it.
        T run(Connection connection) throws SQLException;
    }

    /// Opens or makes the file and sees that it is as it should be.
    ///
    /// @param make what makes its tables if they are not there, in one transaction
    /// @throws Fault CONFLICT for a file that another process holds open, INTERNAL for one that is damaged
    public static SqliteFile open(Path file, Work make) {
        SqliteLog.check(file);
        try {
            Connection connection = JDBC.createConnection(url(file), new Properties());
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA locking_mode=EXCLUSIVE");
                checkStructure(file, statement);
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("PRAGMA wal_autocheckpoint=" + LOG_PAGES);
                connection.setAutoCommit(false);
                make.run(connection);
                connection.commit();
            } catch (SQLException | Fault e) {
                connection.close();
                throw e;
            }
            reserve(connection);
            return new SqliteFile(connection);
        } catch (SQLException e) {
            throw unopened(file, e);
        }
    }

    /// Reads a file that is there, after a check of its structure, without changing a byte of it or its log.
    ///
    /// @throws Fault CONFLICT for a file that another process holds open, INTERNAL for one that is damaged
    public static <T> T inspect(Path file, Reading<T> reading) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = JDBC.createConnection(url(file), config.toProperties());
                Statement statement = connection.createStatement()) {
            checkStructure(file, statement);
            return reading.run(connection);
        } catch (SQLException e) {
            throw unopened(file, e);
        }
    }

    private static void checkStructure(Path file, Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!"ok".equals(found)) {
                throw damaged(file, found.replace('\n', ' '), null);
            }
        }
    }

    /// Whether there is anything in the file or in its log.
    public static boolean holdsAnything(Path file) {
        return size(file) > 0 || size(Path.of(file + "-wal")) > 0;
    }

    /// The fault for a file that does not hold what was written to it.
    public static Fault damaged(Path file, String found, @org.jspecify.annotations.Nullable Throwable cause) {
        return Fault.internal(
                file + " is damaged (" + found + "). It was left as it is: put a copy of it back, or move it and the"
                        + " files beside it away to begin with nothing",
                cause);
    }

    /// Does the work and commits it durably; if anything fails, nothing of it has happened.
    public void commit(Work work) {
        try {
            work.run(connection);
            connection.commit();
        } catch (SQLException e) {
            rollBack();
            throw broken(e);
        }
    }

    /// Reads what is committed.
    public <T> T read(Reading<T> reading) {
        try {
            return reading.run(connection);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    /// Takes room on the disk for the log and for free pages, so that what frees space (a removal) can be
    /// written when nothing else can. The log keeps its size until the file is closed.
    private static void reserve(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS reserve(room BLOB)");
            statement.execute("INSERT INTO reserve VALUES(zeroblob(" + RESERVE + "))");
            connection.commit();
            statement.execute("DELETE FROM reserve");
            connection.commit();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "no room for a reserve: {0}", e.getMessage());
            rollBack(connection);
        }
    }

    private void rollBack() {
        rollBack(connection);
    }

    /// After some failures (a full disk among them) SQLite has rolled back by itself: then only the
    /// transaction that the driver expects to be in is missing (sqlite.org, "Response To Errors Within A
    /// Transaction").
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "rolled back already", e);
            begin(connection);
        }
    }

    private static void begin(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "the store cannot begin a transaction: {0}", e.getMessage());
        }
    }

    private static Fault broken(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("SQLITE_READONLY")) {
            return Fault.unavailable(
                    "nothing can be written to the data folder: it is read-only (mount -o remount,rw)", e);
        }
        return message.contains("SQLITE_FULL") ? DiskFull.fault(e) : Fault.internal("the store failed: " + message, e);
    }

    private static Fault unopened(Path file, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        return switch (code.code & 0xff) {
            case 10, 13 -> broken(e);
            case 8, 14 ->
                Fault.unavailable(
                        "cannot write to " + file + ": " + e.getMessage()
                                + ". Make the data folder writable, or use another" + " with --data",
                        e);
            case 11, 26 -> damaged(file, String.valueOf(e.getMessage()), e);
            default ->
                new Fault(
                        Fault.Kind.CONFLICT,
                        "cannot open " + file + ": " + e.getMessage() + " (is another naru using this data folder?)",
                        e);
        };
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (java.io.IOException e) {
            throw Fault.unavailable("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
