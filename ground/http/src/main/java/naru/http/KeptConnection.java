package naru.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// One connection of a [TlsClient]. One thread at a time uses it.
final class KeptConnection {
    private static final Duration GLANCE = Duration.ofMillis(1);

    private final Wire wire;
    private final Intake intake;
    private final InetSocketAddress address;
    private final SSLContext context;
    private final Duration patience;
    private long since;

    /// How an answer begins.
    record Start(int status, Headers headers, Body body) {}

    KeptConnection(Wire wire, InetSocketAddress address, SSLContext context, Duration patience) {
        this.wire = wire;
        this.intake = new Intake(wire);
        this.address = address;
        this.context = context;
        this.patience = patience;
    }

    /// Where to.
    InetSocketAddress address() {
        return address;
    }

    /// What it was made with.
    SSLContext context() {
        return context;
    }

    /// When it began to rest.
    long since() {
        return since;
    }

    void rest() {
        since = System.nanoTime();
    }

    void patience(Duration other) throws IOException {
        wire.patience(other);
    }

    /// Whether the server has neither ended it nor sent what nobody asked for.
    boolean alive() {
        try {
            wire.patience(GLANCE);
            intake.await();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void send(byte[] head, byte[] body) throws IOException {
        wire.patience(patience);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        wire.write(whole, 0, whole.length);
    }

    Start answer(String method) throws IOException {
        Head head = Head.read(intake, Limits.DEFAULT);
        while (head != null && status(head) == 100) {
            head = Head.read(intake, Limits.DEFAULT);
        }
        if (head == null) {
            throw new IOException("the connection ended without an answer");
        }
        int status = status(head);
        boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
        Body body = bodiless ? Body.none(intake) : Body.of(intake, head.headers(), Limits.DEFAULT, true);
        return new Start(status, head.headers(), body);
    }

    private static int status(Head head) throws IOException {
        try {
            return Integer.parseInt(head.first()[1]);
        } catch (NumberFormatException e) {
            throw new IOException("not HTTP: " + String.join(" ", head.first()), e);
        }
    }

    /// What is left after an answer `101`: bytes in both directions.
    Duplex taken() throws IOException {
        wire.patience(null);
        return new HijackedDuplex(wire, new Rest(intake));
    }

    void abort() {
        wire.abort();
    }

    void close() {
        wire.close();
    }
}
