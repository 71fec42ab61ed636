package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Json;
import naru.container.ship.Destination;
import naru.container.ship.Drivers;
import naru.container.ship.Line;
import naru.container.ship.Origin;
import naru.linux.Errno;
import org.jspecify.annotations.Nullable;

/// Sends one container's lines where its log driver says, from its log on this machine: conmon writes there whatever
/// the other side does, so that a container never waits for it. How far it has come is kept beside the log; after an
/// end in between, what was sent and not yet noted is sent again.
final class Shipping {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final int BATCH = 1000;
    private static final int LOOK = 256;
    private static final long BUFFER = 1 << 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    private final Unit unit;
    private final Path log;
    private final Path noted;
    private final Origin origin;
    private final Thread thread;
    private volatile boolean closed;

    /// Begins when the one before it has ended.
    Shipping(Unit unit, Path log, Origin origin, @Nullable Shipping before) {
        this.unit = unit;
        this.log = log;
        this.noted = noted(log);
        this.origin = origin;
        this.thread = Thread.ofVirtual().name("naru-ship").start(() -> run(before));
    }

    /// The file that tells how far the lines of a log were sent.
    static Path noted(Path log) {
        return log.resolveSibling("sent.json");
    }

    private void run(@Nullable Shipping before) {
        try {
            if (before != null) {
                before.thread.join();
            }
            send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void send() throws InterruptedException {
        ContainerSpec.LogConfig driver = unit.kept().spec().log();
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try (Destination destination = Drivers.open(driver.type(), driver.options(), origin)) {
                pause = FIRST_PAUSE;
                sendTo(destination, driver.options());
                return;
            } catch (IOException | Errno | Fault e) {
                if (unit.isGone() && !Files.exists(log)) {
                    return;
                }
                if (pause.equals(FIRST_PAUSE) && !closed) {
                    String name = unit.kept().name();
                    LOG.log(System.Logger.Level.WARNING, "lines of {0} wait: {1}", name, e.getMessage());
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void sendTo(Destination destination, Map<String, String> options) throws IOException {
        long most = options.getOrDefault("mode", "").equals("non-blocking")
                ? bytes(options.getOrDefault("max-buffer-size", ""))
                : Long.MAX_VALUE;
        try (LogReader reader = new LogReader(log, LogOptions.FOLLOW, () -> !unit.isGone() && unit.isAlive(), note())) {
            reader.whenIdle(() -> settle(destination, reader.mark()));
            boolean behind = false;
            int count = 0;
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                if (count % LOOK == 0) {
                    behind = reader.remaining() > most;
                }
                if (!behind) {
                    destination.send(line(entry));
                }
                if (++count % BATCH == 0) {
                    settle(destination, reader.mark());
                }
            }
            settle(destination, reader.mark());
        }
    }

    private static Line line(LogEntry entry) {
        byte[] text = entry.line();
        boolean whole = text.length > 0 && text[text.length - 1] == '\n';
        byte[] bare = whole ? java.util.Arrays.copyOf(text, text.length - 1) : text;
        return new Line(entry.time(), entry.stream() == Stream.STDERR, bare, !whole);
    }

    private void settle(Destination destination, Mark mark) throws IOException {
        destination.flush();
        Path fresh = noted.resolveSibling(".sent.json.new");
        Files.write(fresh, Json.write(mark));
        Files.move(fresh, noted, StandardCopyOption.ATOMIC_MOVE);
    }

    private Mark note() throws IOException {
        return read(log);
    }

    /// How far the lines of a log were sent.
    static Mark read(Path log) throws IOException {
        try {
            return Json.read(Files.readAllBytes(noted(log)), Mark.class);
        } catch (NoSuchFileException e) {
            return Mark.NONE;
        }
    }

    private static long bytes(String size) {
        Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return BUFFER;
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    /// Waits until all is sent, if the container has ended; not longer than `patience`.
    void awaitEnd(Duration patience) throws InterruptedException {
        if (!thread.join(patience)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "lines of {0} were not all sent",
                    unit.kept().name());
        }
    }

    /// Sends no more; what was not sent is sent after the next start.
    void close() {
        closed = true;
        thread.interrupt();
    }
}
