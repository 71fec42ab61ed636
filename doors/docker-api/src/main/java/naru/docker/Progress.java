package naru.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.image.PullProgress;

/// A stream of JSON objects that tells how far something is: `status`, `stream`, `aux`, and at last maybe `error`.
/// The answer begins with the first of them, so that what fails at once still has a status. Safe for use by many
/// threads.
final class Progress implements PullProgress {
    private static final Logger LOG = System.getLogger("naru.docker");

    private final Call call;
    private final boolean silent;

    /// A stream that is the call's answer; a silent one carries only results and errors.
    Progress(Call call, boolean silent) {
        this.call = call;
        this.silent = silent;
    }

    /// Work that tells its progress.
    interface Work {
        void run() throws IOException;
    }

    /// The client is gone; whoever tells progress lets this through and stops.
    private static final class Gone extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        Gone(IOException cause) {
            super(cause);
        }
    }

    /// Does the work; a failure after the first message becomes the last message.
    void during(Work work) throws IOException {
        try {
            attempt(work);
        } catch (Gone e) {
            throw e.getCause();
        }
    }

    private void attempt(Work work) throws IOException {
        try {
            work.run();
        } catch (Gone e) {
            throw e;
        } catch (Fault fault) {
            if (!call.exchange().begun()) {
                throw fault;
            }
            fail(fault.sentence());
        } catch (RuntimeException e) {
            if (!call.exchange().begun()) {
                throw e;
            }
            LOG.log(Level.ERROR, call.exchange().rawPath(), e);
            fail(Fault.unforeseen(e).sentence());
        }
    }

    @Override
    public void report(String id, String status, long current, long total) {
        if (silent) {
            return;
        }
        Shape shape = Shape.of().with("status", status);
        if (current > 0 || total > 0) {
            shape.with(
                    "progressDetail",
                    Shape.of().withIf(current > 0, "current", current).withIf(total > 0, "total", total));
            shape.with("progress", bar(current, total));
        } else if (!id.isEmpty()) {
            shape.with("progressDetail", Map.of());
        }
        write(shape.withIf(!id.isEmpty(), "id", id));
    }

    /// Text for the reader.
    void stream(String text) {
        if (!silent) {
            write(Shape.of().with("stream", text));
        }
    }

    /// Text that a silent stream carries too.
    void result(String text) {
        write(Shape.of().with("stream", text));
    }

    /// A line with a status alone, that a silent stream carries too.
    void status(String text) {
        write(Shape.of().with("status", text));
    }

    /// A result for programs.
    void aux(Object value) {
        write(Shape.of().with("aux", value));
    }

    private void fail(String sentence) {
        write(Shape.of().with("errorDetail", Map.of("message", sentence)).with("error", sentence));
    }

    private synchronized void write(Shape shape) {
        try {
            if (!call.exchange().begun()) {
                call.exchange().set("Content-Type", "application/json");
            }
            call.exchange().output().write((Json.text(shape) + "\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    /// The bar that older clients print as it is.
    static String bar(long current, long total) {
        if (total <= 0 || current > total) {
            return size(current);
        }
        int width = 50;
        int filled = (int) (width * current / total);
        return "[" + "=".repeat(filled) + ">" + " ".repeat(width - filled) + "]  " + size(current) + "/" + size(total);
    }

    private static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        String text = new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
        return text + units[unit];
    }
}
