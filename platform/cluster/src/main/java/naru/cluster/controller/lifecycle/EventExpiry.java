package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Loop;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Page;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ObjectNode;

/// Deletes Events after an hour, and the oldest when there are very many.
public final class EventExpiry implements Controller {
    private static final String ROUND = "round";
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int MOST = 20_000;
    private static final int PAGE = 1_000;

    private final Means means;
    private final Loop<String> loop;

    /// An event with when it happened last.
    private record Dated(Instant last, ObjectNode event) {}

    /// Makes one that stands still until it is started.
    public EventExpiry(Means means) {
        this.means = means;
        this.loop = new Loop<>("event-expiry", means.timing(), _ -> round());
    }

    @Override
    public void start() {
        loop.start(1, () -> loop.add(ROUND));
        loop.after(ROUND, EVERY);
    }

    @Override
    public void close() {
        loop.close();
    }

    private void round() {
        List<Dated> events = new ArrayList<>();
        String next = "";
        do {
            ListOptions options = new ListOptions("", "", PAGE, next, "", false, false);
            Page page = means.objects().list(Resources.EVENTS, "", options);
            page.items().forEach(event -> events.add(new Dated(last(event), event)));
            next = page.continued();
        } while (!next.isEmpty());
        Instant limit = means.timing().now().minus(LIFE);
        events.sort(Comparator.comparing(Dated::last));
        int surplus = events.size() - MOST;
        for (int i = 0;
                i < events.size() && (i < surplus || events.get(i).last().isBefore(limit));
                i++) {
            means.writes().delete(Resources.EVENTS, events.get(i).event());
        }
        loop.after(ROUND, EVERY);
    }

    private static Instant last(ObjectNode event) {
        return Meta.time(event, "lastTimestamp")
                .or(() -> Meta.time(event, "eventTime"))
                .orElse(Meta.created(event));
    }
}
