package naru.tunnel;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.tunnel.http.Field;
import naru.tunnel.http.Head;
import naru.tunnel.http.Input;
import org.jspecify.annotations.Nullable;

/// Remembers the latest requests, heads only, secrets replaced. Safe for use by many threads.
final class Inspector {
    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_FIELDS = 200;
    private static final Set<String> SECRET = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "x-gitlab-token",
            "x-api-key",
            "x-auth-token",
            "x-hub-signature",
            "x-hub-signature-256",
            "private-token");

    private final int size;
    private final ArrayDeque<RequestRecord> latest = new ArrayDeque<>();
    private long count;

    Inspector(int size) {
        this.size = size;
    }

    /// The latest requests, oldest first.
    synchronized List<RequestRecord> recent() {
        return List.copyOf(latest);
    }

    Tap tap() {
        return new Tap();
    }

    private synchronized void keep(Tap tap, @Nullable Head request, @Nullable Head response) {
        if (size == 0) {
            return;
        }
        if (latest.size() == size) {
            latest.remove();
        }
        latest.add(new RequestRecord(
                ++count,
                tap.at,
                request == null ? "?" : request.first(),
                request == null ? "?" : withoutValues(request.second()),
                response == null ? 0 : response.status(),
                Duration.ofNanos(System.nanoTime() - tap.start),
                tap.up.bytes,
                tap.down.bytes,
                lines(request),
                lines(response)));
    }

    private static List<String> lines(@Nullable Head head) {
        List<String> lines = new ArrayList<>();
        if (head != null) {
            for (Field field : head.fields()) {
                lines.add(field.name() + ": " + (SECRET.contains(field.plainName()) ? "(hidden)" : field.value()));
            }
        }
        return lines;
    }

    /// A path with `?key=…` in place of each value.
    static String withoutValues(String target) {
        int question = target.indexOf('?');
        return question < 0
                ? target
                : target.substring(0, question) + target.substring(question).replaceAll("=[^&]*", "=…");
    }

    /// Looks on at one request.
    final class Tap {
        private final Instant at = Instant.now();
        private final long start = System.nanoTime();
        private final Side up = new Side();
        private final Side down = new Side();

        void request(byte[] bytes, int length) {
            up.add(bytes, length);
        }

        void response(byte[] bytes, int length) {
            down.add(bytes, length);
        }

        /// The request is over: keep it.
        void finish() {
            keep(this, up.head(true), down.head(false));
        }
    }

    /// The beginning of one direction's bytes, and their count.
    private final class Side {
        private volatile byte[] first = new byte[0];
        private volatile long bytes;

        synchronized void add(byte[] more, int length) {
            bytes += length;
            int room = size == 0 ? 0 : Math.min(length, MAX_HEAD - first.length);
            if (room > 0) {
                byte[] joined = java.util.Arrays.copyOf(first, first.length + room);
                System.arraycopy(more, 0, joined, first.length, room);
                first = joined;
            }
        }

        synchronized @Nullable Head head(boolean request) {
            byte[] held = first;
            int[] at = {0};
            Input in = new Input((into, offset, length) -> {
                int part = Math.min(length, held.length - at[0]);
                System.arraycopy(held, at[0], into, offset, part);
                at[0] += part;
                return part == 0 ? -1 : part;
            });
            try {
                return request ? in.request(MAX_HEAD, MAX_FIELDS) : in.response(MAX_HEAD, MAX_FIELDS);
            } catch (IOException e) {
                return null; // no HTTP, or a head too long to remember
            }
        }
    }
}
