package naru.docker;

import java.time.Instant;
import java.util.Map;
import naru.container.Container;
import naru.container.Containers;
import naru.container.Event;

/// Tells what clients did that the engine itself does not tell, as Docker's events say it. Safe for use by many
/// threads.
///
/// @param containers whose events they are beside
record Told(Containers containers) {
    void container(String action, Container container) {
        container(action, container, Map.of());
    }

    void container(String action, Container container, Map<String, String> more) {
        containers
                .events()
                .publish(Event.ofContainer(action, container.id(), container.name(), container.spec(), more));
    }

    void image(String action, String id, Map<String, String> attributes) {
        tell("image", action, id, attributes);
    }

    /// What was not used is gone.
    ///
    /// @param type of what: `container`, `image` and so on
    /// @param bytes that this freed
    void pruned(String type, long bytes) {
        tell(type, "prune", "", Map.of("reclaimed", Long.toString(bytes)));
    }

    private void tell(String type, String action, String id, Map<String, String> attributes) {
        containers.events().publish(new Event(type, action, id, attributes, Instant.now()));
    }
}
