package naru.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import naru.base.Fault;
import naru.container.AttachOptions;
import naru.container.Container;
import naru.container.Containers;
import naru.container.LogEntry;
import naru.container.LogOptions;
import naru.container.Logs;
import naru.container.Stream;
import naru.container.Streams;
import naru.http.Duplex;
import naru.http.socket.WebSocket;

/// What containers say: attach and logs.
final class StreamCalls {
    private static final String[] ATTACH = {"detachKeys", "logs", "stream", "stdin", "stdout", "stderr"};

    private final Containers containers;

    StreamCalls(Services services) {
        containers = services.containers();
    }

    void register(Table table) {
        table.post(24, "/containers/{id}/attach", this::attach, ATTACH)
                .get(24, "/containers/{id}/attach/ws", this::attachSocket, ATTACH)
                .get(
                        24,
                        "/containers/{id}/logs",
                        this::logs,
                        "follow",
                        "stdout",
                        "stderr",
                        "since",
                        "until",
                        "timestamps",
                        "tail");
    }

    private void attach(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        AttachOptions options = options(call);
        Wiretap.Detaching detaching = detaching(call, container);
        call.exchange().bodyBytes(1 << 20);
        boolean tty = container.spec().config().tty();
        try (Streams streams = containers.attach(container.id(), options);
                Duplex client = call.exchange().hijack(Frames.mediaType(tty, call.version()))) {
            Wiretap.join(streams, client, options.stdin(), options.stdout(), options.stderr(), detaching);
        }
    }

    private Wiretap.Detaching detaching(Call call, Container container) {
        DetachKeys keys = DetachKeys.of(
                call.query("detachKeys"), container.spec().config().tty());
        return new Wiretap.Detaching(keys, () -> new Told(containers).container("detach", container));
    }

    private static AttachOptions options(Call call) {
        return new AttachOptions(
                call.flag("stream"), call.flag("logs"), call.flag("stdin"), call.flag("stdout"), call.flag("stderr"));
    }

    /// As attach, over a WebSocket: output of both streams comes as it is, in binary messages. Clients
    /// of older versions get everything, whatever they ask for.
    private void attachSocket(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        AttachOptions asked = options(call);
        Wiretap.Detaching detaching = detaching(call, container);
        AttachOptions options =
                call.version().atLeast(42) ? asked : new AttachOptions(true, asked.logs(), true, true, true);
        try (Streams streams = containers.attach(container.id(), options);
                Duplex client = new SocketDuplex(WebSocket.open(call.exchange(), List.of()))) {
            Wiretap.joinRaw(streams, client, options.stdin(), options.stdout(), options.stderr(), detaching);
        }
    }

    private void logs(Call call) throws IOException {
        boolean stdout = call.flag("stdout");
        boolean stderr = call.flag("stderr");
        if (!stdout && !stderr) {
            throw Fault.invalid("Bad parameters: you must choose at least one stream");
        }
        Container container = containers.get(call.variable("id"));
        boolean tty = container.spec().config().tty();
        Instant now = Instant.now();
        LogOptions options = new LogOptions(
                stdout,
                stderr,
                GoTime.moment(call.query("since"), now).orElse(null),
                GoTime.moment(call.query("until"), now).orElse(null),
                tail(call.query("tail")),
                call.flag("follow"));
        try (Logs logs = containers.logs(container.id(), options)) {
            call.exchange().set("Content-Type", Frames.mediaType(tty, call.version()));
            call.exchange().output().flush();
            call.exchange().onGone(logs::close);
            copy(logs, new Frames(call.exchange().output(), tty), call.flag("timestamps"));
        }
    }

    private static int tail(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static void copy(Logs logs, Frames frames, boolean timestamps) throws IOException {
        for (LogEntry entry = logs.next(); entry != null; entry = logs.next()) {
            byte[] line = timestamps ? stamped(entry) : entry.line();
            frames.write(entry.stream() == Stream.STDOUT ? 1 : 2, line, 0, line.length);
        }
    }

    private static byte[] stamped(LogEntry entry) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes((GoTime.fixed(entry.time()) + " ").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(entry.line());
        return line.toByteArray();
    }
}
