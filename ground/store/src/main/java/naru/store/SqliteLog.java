package naru.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import naru.base.Fault;

/// The write-ahead log beside a SQLite file. SQLite takes one whose head it does not know for an empty one, and would
/// begin without what was committed last; that is a thing for people to decide.
final class SqliteLog {
    private static final int HEAD = 32;
    /// The last bit says in which order checksums are computed (sqlite.org, "WAL-mode File Format").
    private static final int MAGIC = 0x377f0682;

    private SqliteLog() {}

    /// @throws Fault INTERNAL for a log that is there and has not the head of one
    static void check(Path file) {
        Path log = Path.of(file + "-wal");
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        try (FileChannel channel = FileChannel.open(log)) {
            channel.read(head);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw Fault.unavailable("cannot read " + log + ": " + e.getMessage(), e);
        }
        if (head.position() > 0 && (head.hasRemaining() || (head.getInt(0) & ~1) != MAGIC)) {
            throw Fault.internal(
                    log
                            + " is damaged: it is no write-ahead log. It was left as it is: put a copy of it back, or move it"
                            + " away to go on with what " + file.getFileName() + " holds, without the latest changes",
                    null);
        }
    }
}
