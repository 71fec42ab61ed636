package naru.cluster.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.ObjectWatch;
import naru.http.TlsClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A watch as the lines of an answer. A thread reads them into a queue of 1,000; while that is full it
/// reads no more, and the server ends those who stay behind.
final class HttpWatch implements ObjectWatch {
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final int WAITING = 1_000;

    private final TlsClient.Answer answer;
    private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread reader;
    private volatile boolean closed;

    HttpWatch(TlsClient.Answer answer) {
        this.answer = answer;
        this.reader = Thread.ofVirtual().name("watch-reader").start(this::read);
    }

    @Override
    public List<Event> next(Duration patience) {
        List<Event> events = new ArrayList<>();
        try {
            Object first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            for (Object one = first; one != null; one = queue.poll()) {
                if (one instanceof Event event) {
                    events.add(event);
                } else if (!closed) {
                    return ended(events, (Fault) one);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return closed ? List.of() : events;
    }

    /// What came before the end is told first; the end stays for the next call.
    private List<Event> ended(List<Event> events, Fault why) {
        if (events.isEmpty() || !queue.offer(why)) {
            throw why;
        }
        return events;
    }

    private void read() {
        Object end;
        try {
            answer.patience(SILENCE);
            BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                queue.put(event(Json.tree(line.getBytes(StandardCharsets.UTF_8))));
            }
            end = Fault.unavailable("the server ended the watch", null);
        } catch (IOException e) {
            end = Server.broken(e);
        } catch (Fault e) {
            end = e;
        } catch (InterruptedException e) {
            return;
        }
        tell(end);
    }

    private void tell(Object end) {
        try {
            queue.put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Event event(JsonNode line) {
        String type = line.path("type").asString("");
        if (type.equals("ERROR")) {
            JsonNode status = line.path("object");
            throw Refusal.of(status.path("code").asInt(500), status);
        }
        if (line.path("object") instanceof ObjectNode object) {
            return new Event(Type.valueOf(type), object);
        }
        throw Fault.unavailable("the server sent an event that is none", null);
    }

    @Override
    public void close() {
        closed = true;
        answer.abort();
        reader.interrupt();
        queue.clear();
        queue.offer(Fault.unavailable("the watch is closed", null));
    }
}
