package naru.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.TimeZone;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Where the daemon's log goes: standard error in the foreground, otherwise a file that is begun anew at its limit,
/// so that the log never fills the disk.
final class Logging {
    /// Size at which a log file is begun anew, in bytes.
    private static final int LIMIT = 16 << 20;

    private Logging() {}

    static void configure(@Nullable Path file) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler handler = file == null ? new ConsoleHandler() : fileHandler(file);
        handler.setFormatter(new Line());
        root.addHandler(handler);
    }

    private static Handler fileHandler(Path file) {
        try {
            return new FileHandler(file.toString().replace("%", "%%"), LIMIT, 1, true);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot write the log " + file + ": " + e.getMessage(), e);
        }
    }

    /// One record as one line: time, level, part, message; a failure's stack below.
    private static final class Line extends Formatter {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder(TIME.format(local(entry.getInstant())))
                    .append(' ')
                    .append(entry.getLevel().getName())
                    .append(' ')
                    .append(entry.getLoggerName())
                    .append(": ")
                    .append(formatMessage(entry))
                    .append('\n');
            if (entry.getThrown() != null) {
                StringWriter stack = new StringWriter();
                entry.getThrown().printStackTrace(new PrintWriter(stack));
                line.append(stack);
            }
            return line.toString();
        }

        /// By the offset of the moment: a [java.time.ZoneId] would open every jar in search of rules.
        private static OffsetDateTime local(Instant moment) {
            int offset = TimeZone.getDefault().getOffset(moment.toEpochMilli());
            return moment.atOffset(ZoneOffset.ofTotalSeconds(offset / 1000));
        }
    }
}
