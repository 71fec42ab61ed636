package naru.container;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

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

    /// Something that happens to a container now, with what Docker's events say of each: its labels, image and name.
    ///
    /// @param more what is said besides
    public static Event ofContainer(
            String action, String id, String name, ContainerSpec spec, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(spec.config().labels());
        attributes.put("image", spec.config().image());
        attributes.put("name", name);
        attributes.putAll(more);
        return new Event("container", action, id, attributes, Instant.now());
    }
}
