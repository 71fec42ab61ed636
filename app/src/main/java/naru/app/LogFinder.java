package naru.app;

import java.util.ResourceBundle;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Leads Java's system loggers to `java.util.logging`, as Java does by itself; but it does so only after it has looked
/// into every jar for a class like this one, which takes long.
public final class LogFinder extends System.LoggerFinder {
    /// Made by Java, once.
    public LogFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Forward(Logger.getLogger(name));
    }

    private record Forward(Logger logger) implements System.Logger {
        @Override
        public String getName() {
            return logger.getName();
        }

        @Override
        public boolean isLoggable(Level level) {
            return logger.isLoggable(of(level));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable cause) {
            if (isLoggable(level)) {
                LogRecord entry = entry(level, bundle, text);
                entry.setThrown(cause);
                logger.log(entry);
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Object... values) {
            if (isLoggable(level)) {
                LogRecord entry = entry(level, bundle, text);
                entry.setParameters(values);
                logger.log(entry);
            }
        }

        private LogRecord entry(Level level, @Nullable ResourceBundle bundle, @Nullable String text) {
            LogRecord entry = new LogRecord(of(level), text);
            entry.setLoggerName(logger.getName());
            entry.setResourceBundle(bundle);
            return entry;
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
}
