package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import naru.base.Fault;

/// Keeps logs within bounds: one that has reached its size is renamed `log.1` (what was that, `log.2`, and so on; the
/// oldest goes), and conmon begins another. No line is lost between them: conmon writes to the renamed file until it
/// has made the new one.
///
/// conmon's own limit would empty the file with all that is in it.
final class Rotation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Register register;
    private final Runner runner;
    private final Shippers shippers;
    private final Thread looker = Thread.ofVirtual().name("naru-logs").unstarted(this::run);

    Rotation(Register register, Runner runner, Shippers shippers) {
        this.shippers = shippers;
        this.register = register;
        this.runner = runner;
    }

    void begin() {
        looker.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                register.all().stream().filter(Unit::isAlive).forEach(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void look(Unit unit) {
        if (!unit.kept().spec().log().keeps()) {
            return;
        }
        Path log = runner.folders().log(unit.kept().id());
        LogBounds bounds = LogBounds.of(unit.kept().spec().log());
        if (isWithin(log, bounds) || !unit.lock.tryLock()) {
            return; // one that is locked is being started or ended: next time
        }
        try {
            if (unit.isAlive()) {
                rotate(log, shippers.needed(unit.kept(), log, Math.max(1, bounds.files() - 1)));
                Conmon.reopenLog(runner.folders().lasting(unit.kept().id()));
            }
        } catch (IOException | Fault e) {
            LOG.log(System.Logger.Level.WARNING, "cannot begin the log " + log + " anew", e);
        } finally {
            unit.lock.unlock();
        }
    }

    private static boolean isWithin(Path log, LogBounds bounds) {
        try {
            return Files.size(log) < bounds.bytes();
        } catch (IOException e) {
            return false; // renamed, and then the daemon was killed before conmon heard of it
        }
    }

    private static void rotate(Path log, int keep) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        for (int age = LogPieces.finished(log); age >= keep; age--) {
            Files.deleteIfExists(LogPieces.piece(log, age));
        }
        for (int age = Math.min(keep - 1, LogPieces.finished(log)); age >= 0; age--) {
            move(LogPieces.piece(log, age), LogPieces.piece(log, age + 1));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        looker.interrupt();
        try {
            looker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
