package naru.app.docker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Json;
import naru.docker.Audited;
import org.jspecify.annotations.Nullable;

/// DATA/audit.log: a line of JSON for every request to the Docker API that may have changed something. At 10 MB it
/// becomes `audit.log.1`, what was that `audit.log.2`, up to 4. Safe for use by many threads; a line that cannot be
/// written is said in the daemon's log and holds no request up.
final class AuditLog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final int KEPT = 4;

    private final Path file;
    private final long most;
    private final ReentrantLock writing = new ReentrantLock();
    private @Nullable FileChannel channel;

    /// @param most bytes at which a file is finished
    AuditLog(Path file, long most) {
        this.file = file;
        this.most = most;
    }

    void add(Audited request) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("listener", request.listener());
        line.put("who", request.who());
        line.put("method", request.method());
        line.put("path", request.path());
        line.put("status", request.status());
        if (!request.failure().isEmpty()) {
            line.put("failure", request.failure());
        }
        writing.lock();
        try {
            write((Json.text(line) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the audit log cannot be written: {0}", e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    private void write(byte[] line) throws IOException {
        FileChannel open = channel;
        if (open != null && open.size() + line.length > most) {
            open.close();
            open = null;
            rotate();
        }
        if (open == null) {
            open = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            channel = open;
        }
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
    }

    private void rotate() throws IOException {
        for (int age = KEPT - 1; age >= 0; age--) {
            Path from = age == 0 ? file : file.resolveSibling(file.getFileName() + "." + age);
            if (Files.exists(from)) {
                Files.move(
                        from,
                        file.resolveSibling(file.getFileName() + "." + (age + 1)),
                        StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            writing.unlock();
        }
    }
}
