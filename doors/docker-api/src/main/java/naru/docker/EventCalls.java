package naru.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import naru.base.Json;
import naru.container.Containers;
import naru.container.Event;
import naru.container.Events;

/// What happens, as a stream of JSON objects.
final class EventCalls {
    /// What has a filter of its own by id or name.
    private static final List<String> ACTORS =
            List.of("container", "network", "volume", "daemon", "plugin", "service", "node", "secret", "config");

    private final Containers containers;

    EventCalls(Containers containers) {
        this.containers = containers;
    }

    void register(Table table) {
        table.get(24, "/events", this::stream, "since", "until", "filters");
    }

    private void stream(Call call) throws IOException {
        Instant now = Instant.now();
        Optional<Instant> until = GoTime.moment(call.query("until"), now);
        Optional<Instant> since = since(call.query("since"), until, now);
        Filters filters = Filters.any(call.query("filters")); // Docker passes over names it does not know
        try (Events.Subscription events = containers.events().subscribe()) {
            call.exchange().set("Content-Type", "application/json");
            call.exchange().output().flush();
            call.exchange().onGone(events::close);
            for (Event event : events.past()) {
                if (since.isPresent()
                        && !event.time().isBefore(since.get())
                        && until.map(end -> !event.time().isAfter(end)).orElse(true)) {
                    write(call, event, filters);
                }
            }
            follow(call, events, until, filters);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// From when on the past is told; all that is known of it for `0`, and if only an end is given.
    private static Optional<Instant> since(String text, Optional<Instant> until, Instant now) {
        boolean all = text.equals("0") || text.isEmpty() && until.isPresent();
        return all ? Optional.of(Instant.EPOCH) : GoTime.moment(text, now);
    }

    private static void follow(Call call, Events.Subscription events, Optional<Instant> until, Filters filters)
            throws IOException, InterruptedException {
        while (events.isOpen()) {
            long left = until.map(end -> Duration.between(Instant.now(), end).toMillis())
                    .orElse(1000L);
            if (left <= 0) {
                return;
            }
            Event event = events.next(Math.min(left, 1000), TimeUnit.MILLISECONDS);
            if (event != null) {
                write(call, event, filters);
            }
        }
    }

    private static void write(Call call, Event event, Filters filters) throws IOException {
        if (shown(event, filters)) {
            call.exchange().output().write((Json.text(shape(event)) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    static boolean shown(Event event, Filters filters) {
        return filters.any("type", event.type()::equals)
                && filters.any("event", wanted -> action(event.action(), wanted))
                && filters.any("scope", "local"::equals)
                && filters.any("image", wanted -> image(event, wanted))
                && ACTORS.stream().allMatch(type -> actor(event, filters, type))
                && filters.labels(event.attributes());
    }

    /// A command or a result behind a colon may be left out.
    private static boolean action(String action, String wanted) {
        return action.equals(wanted) || action.split(":", 2)[0].equals(wanted);
    }

    /// By the beginning of an id or of a name, as Docker compares them.
    private static boolean actor(Event event, Filters filters, String type) {
        String name = event.attributes().getOrDefault("name", "");
        return filters.any(
                type,
                wanted -> event.type().equals(type) && (event.actorId().startsWith(wanted) || name.startsWith(wanted)));
    }

    /// By id or name, with the tag or without.
    private static boolean image(Event event, String wanted) {
        String image = event.type().equals("image")
                ? event.attributes().getOrDefault("name", event.actorId())
                : event.attributes().getOrDefault("image", "");
        return event.actorId().equals(wanted)
                || image.equals(wanted)
                || untagged(image).equals(wanted);
    }

    private static String untagged(String image) {
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? image.substring(0, colon) : image;
    }

    /// An event as clients read it; containers and images have the older fields too.
    static Shape shape(Event event) {
        boolean older = event.type().equals("container") || event.type().equals("image");
        Instant time = event.time();
        return Shape.of()
                .withIf(older, "status", event.action())
                .withIf(older, "id", event.actorId())
                .withIf(
                        event.type().equals("container"),
                        "from",
                        event.attributes().getOrDefault("image", ""))
                .with("Type", event.type())
                .with("Action", event.action())
                .with(
                        "Actor",
                        Shape.of().with("ID", event.actorId()).with("Attributes", new TreeMap<>(event.attributes())))
                .with("scope", "local")
                .with("time", time.getEpochSecond())
                .with("timeNano", time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }
}
