package naru.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A body as a stream: of known length, in chunks, or until the connection ends. Closing it does not close the
/// connection.
abstract sealed class Body extends InputStream {
    /// Work that is due when the body is first read, such as `100 Continue`.
    interface First {
        void run() throws IOException;
    }

    private First first = () -> {};
    private boolean begun;

    /// What the head says about a request's body; refuses what could be read in two ways (RFC 9112 section 6).
    static Body of(Intake in, Headers headers, Limits limits, boolean untilEnd) throws BadRequest {
        List<String> coding = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (!coding.isEmpty()) {
            if (!lengths.isEmpty() || coding.size() > 1 || !coding.getFirst().equalsIgnoreCase("chunked")) {
                throw new BadRequest(
                        coding.size() == 1 && lengths.isEmpty() ? 501 : 400, "unsupported transfer encoding");
            }
            return new Chunked(in, limits);
        }
        if (lengths.isEmpty()) {
            return new Sized(in, untilEnd ? Long.MAX_VALUE : 0, untilEnd);
        }
        String length = lengths.getFirst();
        if (lengths.stream().anyMatch(l -> !l.equals(length)) || !length.matches("[0-9]{1,18}")) {
            throw new BadRequest(400, "malformed Content-Length");
        }
        return new Sized(in, Long.parseLong(length), false);
    }

    /// An empty one.
    static Body none(Intake in) {
        return new Sized(in, 0, false);
    }

    /// Sets what runs before the first read.
    void beforeFirst(First work) {
        first = work;
    }

    /// Whether it was read to its end.
    abstract boolean ended();

    /// Whether anybody began to read it.
    boolean begun() {
        return begun;
    }

    abstract int some(byte[] buffer, int offset, int length) throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!begun) {
            begun = true;
            if (!ended()) {
                first.run();
            }
        }
        return length == 0 ? 0 : some(buffer, offset, length);
    }

    /// A body whose length is known, or that lasts until the connection ends.
    static final class Sized extends Body {
        private final Intake in;
        private final boolean untilEnd;
        private long left;

        Sized(Intake in, long left, boolean untilEnd) {
            this.in = in;
            this.left = left;
            this.untilEnd = untilEnd;
        }

        @Override
        boolean ended() {
            return left == 0;
        }

        @Override
        int some(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, left));
            if (n < 0 && !untilEnd) {
                throw new EOFException("the body ended " + left + " bytes early");
            }
            left = n < 0 ? 0 : left - n;
            return n;
        }
    }

    /// A body in chunks; trailers are read and dropped.
    static final class Chunked extends Body {
        private final Intake in;
        private final Limits limits;
        private long left;
        private boolean between;
        private boolean ended;

        Chunked(Intake in, Limits limits) {
            this.in = in;
            this.limits = limits;
        }

        @Override
        boolean ended() {
            return ended;
        }

        @Override
        int some(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("a chunk ended early");
            }
            left -= n;
            return n;
        }

        private void next() throws IOException {
            if (between && !require().isEmpty()) {
                throw new BadRequest(400, "malformed chunk end");
            }
            between = true;
            String size = require().split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,15}")) {
                throw new BadRequest(400, "malformed chunk size");
            }
            left = Long.parseLong(size, 16);
            if (left == 0) {
                for (int trailers = 0; !require().isEmpty(); trailers++) {
                    if (trailers >= limits.fields()) {
                        throw new BadRequest(431, "too many trailers");
                    }
                }
                ended = true;
            }
        }

        private String require() throws IOException {
            String line = Head.line(in, limits);
            if (line == null) {
                throw new EOFException("a chunked body ended early");
            }
            return line;
        }
    }
}
