package naru.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// One client's connection: its requests one after the other on one virtual thread, until it ends or is handed
/// over.
final class Connection {
    private static final Logger LOG = System.getLogger("naru.http");
    /// Bytes of an unread body that are skipped to keep the connection; a longer rest ends it.
    private static final long SKIP = 256 << 10;
    /// How long a client that is answered already may go on sending before it is cut off.
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Wire wire;
    private final Listener listener;
    private final Intake intake;
    private volatile boolean handling;
    private @Nullable HijackedDuplex hijacked;

    Connection(Wire wire, Listener listener) {
        this.wire = wire;
        this.listener = listener;
        this.intake = new Intake(wire);
    }

    String peer() {
        return wire.peer();
    }

    Optional<String> user() {
        return wire.user();
    }

    Optional<X509Certificate> certificate() {
        return wire.certificate();
    }

    void abort() {
        wire.abort();
    }

    /// Answers requests until the connection ends. Returns only when it has, or when a hijacked stream was closed.
    void serve() {
        try {
            wire.patience(listener.limits().idle());
            while (one()) {
                LOG.log(Level.TRACE, "next request");
            }
            if (hijacked != null) {
                hijacked.awaitClosed();
            }
            linger();
        } catch (BadRequest e) {
            refuse(e);
            linger();
        } catch (SocketTimeoutException e) {
            LOG.log(Level.DEBUG, () -> listener.name() + ": " + wire.peer() + " was silent for too long");
        } catch (IOException e) {
            LOG.log(Level.TRACE, "connection ended", e);
        } finally {
            wire.close();
        }
    }

    private boolean one() throws IOException {
        Head head = Head.read(intake, listener.limits());
        if (head == null) {
            return false;
        }
        Request request;
        try {
            request = Request.of(head, Body.of(intake, head.headers(), listener.limits(), false));
        } catch (Fault e) {
            throw new BadRequest(400, e.sentence());
        }
        Reply reply = new Reply(wire, request.http10(), request.method().equals("HEAD"), request.keepAlive());
        if (head.headers().hasToken("Expect", "100-continue") && !request.http10()) {
            request.body().beforeFirst(this::goAhead);
        }
        handle(new Exchange(request, reply, this), reply);
        if (hijacked != null) {
            return false;
        }
        reply.end();
        return reply.keepAlive() && skipRest(request);
    }

    private void goAhead() throws IOException {
        byte[] line = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        wire.write(line, 0, line.length);
    }

    private void handle(Exchange exchange, Reply reply) throws IOException {
        long begin = System.nanoTime();
        handling = true;
        try {
            listener.handler().handle(exchange);
        } catch (Fault fault) {
            fail(exchange, reply, fault);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, listener.name() + ": " + exchange.method() + " " + exchange.rawPath(), e);
            fail(exchange, reply, Fault.unforeseen(e));
        } finally {
            handling = false;
            LOG.log(
                    Level.DEBUG,
                    () -> "%s: %s %s %s %d %.1f ms"
                            .formatted(
                                    listener.name(),
                                    wire.peer(),
                                    exchange.method(),
                                    exchange.rawPath(),
                                    reply.status(),
                                    (System.nanoTime() - begin) / 1e6));
        }
    }

    private void fail(Exchange exchange, Reply reply, Fault fault) throws IOException {
        if (reply.broken()) {
            throw new IOException("the client has gone: " + fault.sentence(), fault);
        }
        if (fault.kind() == Fault.Kind.INTERNAL) {
            LOG.log(Level.WARNING, listener.name() + ": " + exchange.method() + " " + exchange.rawPath(), fault);
        }
        if (reply.begun()) {
            throw new IOException("the answer broke off: " + fault.sentence(), fault);
        }
        listener.failures().tell(exchange, fault);
    }

    private boolean skipRest(Request request) throws IOException {
        Body body = request.body();
        if (!body.ended() && !body.begun() && request.headers().hasToken("Expect", "100-continue")) {
            return false; // the client may or may not send it: the next byte would be ambiguous
        }
        byte[] rest = new byte[8192];
        long skipped = 0;
        for (int n = body.read(rest); n >= 0; n = body.read(rest)) {
            skipped += n;
            if (skipped > SKIP) {
                return false;
            }
        }
        return true;
    }

    private void refuse(BadRequest e) {
        byte[] answer = ("HTTP/1.1 " + e.status() + " " + Reason.of(e.status())
                        + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n" + e.status() + " "
                        + Reason.of(e.status()) + ": " + e.sentence() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        try {
            wire.write(answer, 0, answer.length);
            wire.closeOutput();
        } catch (IOException gone) {
            LOG.log(Level.TRACE, "could not refuse", gone);
        }
    }

    /// Closing with unread bytes resets the connection, and a client that still sends would never see its answer: end
    /// our half, take what comes until the client ends too (RFC 9112 section 9.6).
    private void linger() {
        if (hijacked != null) {
            return;
        }
        try {
            wire.closeOutput();
            wire.patience(Duration.ofMillis(500));
            byte[] rest = new byte[8192];
            long end = System.nanoTime() + LINGER.toNanos();
            int read = 0;
            while (read >= 0 && System.nanoTime() < end) {
                read = wire.read(rest, 0, rest.length);
            }
        } catch (IOException e) {
            LOG.log(Level.TRACE, "client gone", e);
        }
    }

    /// Waits on another thread for the client to go.
    void watch(Runnable action) {
        Thread.ofVirtual().name("watch").start(() -> {
            boolean here = false;
            try {
                wire.patience(null);
                here = intake.await();
            } catch (IOException e) {
                LOG.log(Level.TRACE, "client gone", e);
            }
            if (!here && handling) {
                action.run();
            }
        });
    }

    Duplex hijack(Exchange exchange, Request request, Reply reply, String contentType) throws IOException {
        if (!request.body().ended()) {
            exchange.bodyBytes(1 << 20);
        }
        wire.patience(null);
        reply.set("Content-Type", contentType);
        String protocol = request.headers().get("Upgrade");
        if (protocol.isEmpty()) {
            reply.upgrade("200 OK");
        } else {
            reply.set("Connection", "Upgrade");
            reply.set("Upgrade", protocol);
            reply.upgrade("101 UPGRADED");
        }
        hijacked = new HijackedDuplex(wire, new Rest(intake));
        return hijacked;
    }
}
