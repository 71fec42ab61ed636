package naru.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.container.Event;
import naru.container.Events;
import naru.network.NetworkEvent;
import naru.volume.VolumeEvent;
import org.jspecify.annotations.Nullable;

/// Tells what happens to networks and volumes where containers tell theirs, once there is such a place. Safe for use by
/// many threads.
final class ResourceNews {
    private volatile @Nullable Events events;

    void publishTo(Events place) {
        events = place;
    }

    void network(NetworkEvent event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", event.networkName());
        attributes.put("type", event.driver());
        if (!event.containerId().isEmpty()) {
            attributes.put("container", event.containerId());
        }
        publish("network", event.action(), event.networkId(), attributes);
    }

    void volume(VolumeEvent event) {
        publish("volume", event.action(), event.name(), Map.of("driver", "local"));
    }

    private void publish(String type, String action, String id, Map<String, String> attributes) {
        Events place = events;
        if (place != null) {
            place.publish(new Event(type, action, id, attributes, Instant.now()));
        }
    }
}
