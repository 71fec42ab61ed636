package naru.kube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import naru.http.Exchange;
import org.jspecify.annotations.Nullable;

/// An answer's body whose length is not known beforehand: a short one is sent whole, a longer one in parts and
/// (where the client takes it) compressed. Without [#finish] it breaks off, so that the client does not take it for
/// the whole.
final class LongAnswer extends OutputStream {
    /// Bytes from which on compressing pays; also the size of the parts.
    private static final int LONG = 128 << 10;

    private final Exchange exchange;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
    private @Nullable OutputStream out;

    LongAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        held.write(bytes, offset, length);
        if (held.size() >= LONG) {
            send();
        }
    }

    private void send() throws IOException {
        OutputStream target = out;
        if (target == null) {
            target = begin();
            out = target;
        }
        held.writeTo(target);
        held.reset();
    }

    private OutputStream begin() throws IOException {
        OutputStream plain = SlowReaders.USUAL.guard(exchange, exchange.output());
        if (!exchange.headers().hasToken("Accept-Encoding", "gzip")) {
            return plain;
        }
        exchange.set("Content-Encoding", "gzip").set("Vary", "Accept-Encoding");
        return new Quick(plain);
    }

    /// Sends what is left; the answer is complete.
    void finish() throws IOException {
        if (out == null) {
            exchange.send(exchange.status(), "application/json", held.toByteArray());
            return;
        }
        send();
        out.close();
    }

    /// Compresses little and fast.
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, 64 << 10);
            def.setLevel(1);
        }
    }
}
