package naru.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.base.HostName;
import naru.container.ship.Destination;
import naru.container.ship.Drivers;
import naru.container.ship.Origin;
import naru.linux.Errno;

/// The senders of containers' lines, one for each whose log driver sends them somewhere. Safe for use by many threads.
final class Shippers implements AutoCloseable {
    /// How long a container that is removed waits for its last lines to be sent, as in Docker.
    private static final Duration LAST_LINES = Duration.ofSeconds(10);

    /// What of a log is kept for a server that is away, in times of what is kept anyway.
    private static final int RESERVE = 4;

    private final Runner runner;
    private final Map<String, Shipping> current = new ConcurrentHashMap<>();

    Shippers(Runner runner) {
        this.runner = runner;
    }

    /// Whether a container's lines are sent anywhere.
    private static boolean ships(Kept kept) {
        return Drivers.ships(kept.spec().log().type());
    }

    /// Connects once for a container that is about to be started by somebody; INTERNAL in Docker's words if the other
    /// side refuses.
    static void probe(Kept kept) {
        ContainerSpec.LogConfig driver = kept.spec().log();
        boolean later = driver.options().getOrDefault("fluentd-async", "").equals("true");
        if (!ships(kept) || later) {
            return;
        }
        try (Destination destination = Drivers.open(driver.type(), driver.options(), origin(kept))) {
            destination.flush();
        } catch (IOException | Errno e) {
            throw Fault.internal(
                    "failed to create task for container: failed to initialize logging driver: " + e.getMessage(), e);
        }
    }

    /// Sends a container's lines from now on until it ends, those first that were not sent before.
    void begin(Unit unit) {
        Kept kept = unit.kept();
        if (ships(kept)) {
            current.compute(
                    kept.id(),
                    (id, before) -> new Shipping(unit, runner.folders().log(id), origin(kept), before));
        }
    }

    private static Origin origin(Kept kept) {
        Config config = kept.spec().config();
        return new Origin(
                kept.id(),
                kept.name(),
                kept.imageId(),
                config.image(),
                kept.command(),
                kept.created(),
                config.labels(),
                config.env(),
                HostName.read());
    }

    /// How many finished pieces of a log must stay: those that hold lines which wait to be sent, within limits.
    int needed(Kept kept, Path log, int usual) {
        boolean waits = ships(kept)
                && !kept.spec().log().options().getOrDefault("mode", "").equals("non-blocking");
        if (!waits) {
            return usual;
        }
        try {
            int behind = LogPieces.ageOf(log, Shipping.read(log).piece());
            int all = behind < 0 ? LogPieces.finished(log) : behind;
            return Math.clamp(all + 1L, usual, usual * RESERVE);
        } catch (IOException e) {
            return usual;
        }
    }

    /// Waits for the last lines of a container that is removed, and sends no more of it.
    void end(String id) {
        Shipping shipping = current.remove(id);
        if (shipping != null) {
            try {
                shipping.awaitEnd(LAST_LINES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            shipping.close();
        }
    }

    @Override
    public void close() {
        current.values().forEach(Shipping::close);
        current.clear();
    }
}
