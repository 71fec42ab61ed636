package naru.tunnel;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import naru.base.Json;
import naru.tunnel.http.BadMessage;
import naru.tunnel.http.Body;
import naru.tunnel.http.Framing;
import naru.tunnel.http.Head;
import naru.tunnel.http.Input;
import naru.tunnel.mux.MuxStream;
import naru.tunnel.mux.ResetCode;
import naru.tunnel.mux.Session;
import org.jspecify.annotations.Nullable;

/// One request through one stream, and its answer back: the request's body goes up in a thread of its own.
final class Passage {
    private static final int BUFFER = 32 * 1024;
    private static final int MAX_HEAD = 256 * 1024;
    private static final int MAX_FIELDS = 500;
    private static final int MAX_DISCARDED = 1024 * 1024;
    private static final byte[] END_OF_CHUNK = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Socket client;
    private final Input in;
    private final OutputStream out;
    private final Head request;
    private final Framing framing;
    private final String scheme;
    private final Body body;
    private volatile @Nullable BadMessage badBody;
    private boolean answered;

    Passage(Socket client, Input in, OutputStream out, Head request, Framing framing, String scheme) {
        this.client = client;
        this.in = in;
        this.out = out;
        this.request = request;
        this.framing = framing;
        this.scheme = scheme;
        this.body = new Body(in, framing);
    }

    /// Whether anything of an answer has gone to the client.
    boolean hasAnswered() {
        return answered;
    }

    /// Whether the request may be sent again: nothing came back, and it has no body and changes nothing.
    boolean mayRepeat() {
        boolean empty = framing instanceof Framing.None || framing.equals(new Framing.Length(0));
        return !answered && empty && SAFE.contains(request.first());
    }

    /// Passes the request on and the answer back; whether the client's connection may serve another request.
    boolean run(Session session) throws IOException {
        byte[] about = Json.write(new Greeting.Opening(client.getInetAddress().getHostAddress()));
        MuxStream stream = session.open(about);
        try {
            byte[] head = Routing.forward(request, framing, client, scheme).encode();
            stream.write(head, 0, head.length);
            Thread upload = body.isOver()
                    ? null
                    : Thread.ofVirtual().name("tunnel-upload").start(() -> upload(stream));
            boolean keep = respond(stream);
            return settled(upload) && keep;
        } catch (IOException e) {
            BadMessage bad = badBody;
            if (bad != null && !answered) {
                throw bad;
            }
            throw e;
        } finally {
            stream.reset(ResetCode.CANCELLED, "the request is over");
        }
    }

    private boolean settled(@Nullable Thread upload) throws IOException {
        try {
            if (upload == null || upload.join(Duration.ofMillis(20))) {
                return body.isOver() && badBody == null;
            }
            client.shutdownOutput();
            upload.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean respond(MuxStream stream) throws IOException {
        Input back = new Input(stream::read);
        try {
            Head head = back.response(MAX_HEAD, MAX_FIELDS);
            while (head.status() < 200 && head.status() != 101) {
                if (request.third().equals("HTTP/1.1")) {
                    send(Routing.back(head, new Framing.None(), true).encode());
                }
                head = back.response(MAX_HEAD, MAX_FIELDS);
            }
            if (head.status() == 101) {
                return switchProtocols(head, back, stream);
            }
            return copyBody(head, new Body(back, Framing.ofResponse(head, request.first())));
        } catch (BadMessage e) {
            throw new BadMessage(502, "The local server's answer is malformed: " + e.getMessage());
        } catch (EOFException e) {
            if (answered) {
                return false;
            }
            throw new BadMessage(502, "The local server closed the connection without an answer.");
        }
    }

    private boolean copyBody(Head head, Body from) throws IOException {
        Framing received = Framing.ofResponse(head, request.first());
        boolean modern = request.third().equals("HTTP/1.1");
        boolean open = received instanceof Framing.Chunked || received instanceof Framing.UntilClose;
        Framing sent = !open ? received : modern ? new Framing.Chunked() : new Framing.UntilClose();
        boolean keep = modern && !request.lists("Connection", "close");
        send(Routing.back(head, sent, keep).encode());
        boolean chunked = sent instanceof Framing.Chunked;
        copy(from::read, chunked, out::write);
        if (chunked) {
            out.write(Body.chunksEnd(from.trailers()));
        }
        out.flush();
        return keep;
    }

    private boolean switchProtocols(Head head, Input back, MuxStream stream) throws IOException {
        if (!Routing.upgrades(request) || !body.isOver()) {
            throw new BadMessage(502, "it switches protocols unasked");
        }
        send(Routing.back(head, new Framing.None(), true).encode());
        Thread up = Thread.ofVirtual().name("tunnel-upgraded").start(() -> raw(stream));
        copy(back::read, false, out::write);
        client.shutdownOutput();
        try {
            up.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void raw(MuxStream stream) {
        try {
            copy(this::patientRead, false, stream::write);
            stream.end();
        } catch (IOException e) {
            stream.reset(ResetCode.CANCELLED, "the client's connection broke");
        }
    }

    private int patientRead(byte[] into, int offset, int length) throws IOException {
        while (true) {
            try {
                return in.read(into, offset, length);
            } catch (SocketTimeoutException e) {
                if (client.isClosed()) {
                    throw e;
                }
            }
        }
    }

    private void upload(MuxStream stream) {
        boolean chunked = framing instanceof Framing.Chunked;
        try {
            copy(body::read, chunked, stream::write);
            if (chunked) {
                byte[] end = Body.chunksEnd(body.trailers());
                stream.write(end, 0, end.length);
            }
        } catch (BadMessage e) {
            badBody = e;
            stream.reset(ResetCode.CANCELLED, "the request's body is malformed");
        } catch (IOException e) {
            stream.reset(ResetCode.CANCELLED, "the request's body ended too early");
            discard();
        }
    }

    /// Reads what is left of a body nobody wants, so that the client can read its answer.
    private void discard() {
        byte[] rest = new byte[BUFFER];
        int left = MAX_DISCARDED;
        try {
            int read = body.read(rest, 0, rest.length);
            while (read >= 0 && left > 0) {
                left -= read;
                read = body.read(rest, 0, rest.length);
            }
        } catch (IOException e) {
            System.getLogger("naru.tunnel").log(System.Logger.Level.TRACE, "discarding a body", e);
        }
    }

    private interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /// Copies to the end, each piece as it comes; with `chunked`, each piece is one chunk.
    private void copy(Input.Source from, boolean chunked, Sink to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int room = 16;
        int read = from.read(buffer, room, BUFFER - room - 2);
        while (read >= 0) {
            int start = room;
            int length = read;
            if (chunked) {
                byte[] size = Body.chunkStart(read);
                start = room - size.length;
                System.arraycopy(size, 0, buffer, start, size.length);
                System.arraycopy(END_OF_CHUNK, 0, buffer, room + read, 2);
                length = size.length + read + 2;
            }
            to.write(buffer, start, length);
            read = from.read(buffer, room, BUFFER - room - 2);
        }
    }

    private void send(byte[] head) throws IOException {
        answered = true;
        out.write(head);
    }
}
