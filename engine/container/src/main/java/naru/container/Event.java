package naru.container;

import java.time.Instant;
import java.util.Map;

/// Something that happened, as `docker events` tells it.
///
/// @param type `container`, `image`, `network`, `volume`, `daemon`, `builder`
/// @param action such as `start`
/// @param actorId whose id
/// @param attributes what else is known; for containers `name`, `image` and labels
/// @param time when
public record Event(String type, String action, String actorId, Map<String, String> attributes, Instant time) {
    /// Copies the map.
    public Event {
        attributes = Map.copyOf(attributes);
    }
}
