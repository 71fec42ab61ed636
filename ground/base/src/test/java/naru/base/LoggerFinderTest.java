package naru.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggerFinderTest {
    private final List<LogRecord> told = new ArrayList<>();
    private final Logger sink = Logger.getLogger("naru.base.finder");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        sink.setUseParentHandlers(false);
        sink.addHandler(handler);
    }

    @AfterEach
    void leave() {
        sink.removeHandler(handler);
        sink.setUseParentHandlers(true);
    }

    @Test
    void javaFindsThisOne() {
        assertSame(LoggerFinder.class, System.LoggerFinder.getLoggerFinder().getClass());
    }

    @Test
    void aLineKeepsItsLevelItsNameAndItsValues() {
        System.getLogger("naru.base.finder").log(System.Logger.Level.WARNING, "{0} of {1}", 1, "two");
        LogRecord line = told.getFirst();
        assertEquals(Level.WARNING, line.getLevel());
        assertEquals("naru.base.finder", line.getLoggerName());
        assertEquals("{0} of {1}", line.getMessage());
        assertEquals(List.of(1, "two"), List.of(line.getParameters()));
    }

    @Test
    void aFailureComesAlong() {
        IllegalStateException failure = new IllegalStateException("x");
        System.getLogger("naru.base.finder").log(System.Logger.Level.ERROR, "it failed", failure);
        assertSame(failure, told.getFirst().getThrown());
        assertEquals(Level.SEVERE, told.getFirst().getLevel());
    }

    @Test
    void whatNobodyWantsIsNotTold() {
        System.Logger logger = System.getLogger("naru.base.finder");
        logger.log(System.Logger.Level.DEBUG, "a detail");
        assertFalse(logger.isLoggable(System.Logger.Level.DEBUG));
        assertEquals(List.of(), told);
    }
}
