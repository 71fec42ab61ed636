package naru.app;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import naru.container.Event;
import naru.container.Events;
import naru.network.NetworkEvent;
import org.jspecify.annotations.Nullable;

/// Tells what happens to networks where containers tell theirs, once there is such a place.
final class NetworkNews implements Consumer<NetworkEvent> {
    private volatile @Nullable Events events;

    void publishTo(Events place) {
        events = place;
    }

    @Override
    public void accept(NetworkEvent event) {
        Events place = events;
        if (place != null) {
            Map<String, String> attributes = new LinkedHashMap<>();
            attributes.put("name", event.networkName());
            attributes.put("type", event.driver());
            if (!event.containerId().isEmpty()) {
                attributes.put("container", event.containerId());
            }
            place.publish(new Event("network", event.action(), event.networkId(), attributes, Instant.now()));
        }
    }
}
