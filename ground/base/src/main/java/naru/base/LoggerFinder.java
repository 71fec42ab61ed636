package naru.base;

import java.util.ResourceBundle;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Leads [System.Logger] to [java.util.logging], as Java does by itself, but costs nothing until a line is logged.
///
/// Java's own way opens every jar in search of a finder while the first class that logs is loaded: a tenth of a second
/// of each start. To be content with this one it must meet, in this order: a list in the first jar, a second finder in
/// that list ([Last]), since it asks for one; and a list in the second jar, since the class loader looks one ahead of
/// what it was asked for. So naru-app and naru-base have the same list. Safe for use by many threads.
public final class LoggerFinder extends System.LoggerFinder {
    /// For [java.util.ServiceLoader].
    public LoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Lines(name);
    }

    private record Lines(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return logger().isLoggable(of(level));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            tell(level, () -> {
                LogRecord line = new LogRecord(of(level), message);
                line.setThrown(thrown);
                line.setResourceBundle(bundle);
                return line;
            });
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            tell(level, () -> {
                LogRecord line = new LogRecord(of(level), format);
                line.setParameters(parameters);
                line.setResourceBundle(bundle);
                return line;
            });
        }

        private void tell(Level level, Supplier<LogRecord> record) {
            Logger logger = logger();
            if (logger.isLoggable(of(level))) {
                LogRecord line = record.get();
                line.setLoggerName(name);
                logger.log(line);
            }
        }

        private Logger logger() {
            return Logger.getLogger(name);
        }

        private static java.util.logging.Level of(Level level) {
            return switch (level) {
                case ALL -> java.util.logging.Level.ALL;
                case TRACE -> java.util.logging.Level.FINER;
                case DEBUG -> java.util.logging.Level.FINE;
                case INFO -> java.util.logging.Level.INFO;
                case WARNING -> java.util.logging.Level.WARNING;
                case ERROR -> java.util.logging.Level.SEVERE;
                case OFF -> java.util.logging.Level.OFF;
            };
        }
    }

    /// Ends the search for finders; it is never asked for a logger.
    public static final class Last extends System.LoggerFinder {
        /// For [java.util.ServiceLoader].
        public Last() {}

        @Override
        public System.Logger getLogger(String name, Module module) {
            return new Lines(name);
        }
    }
}
