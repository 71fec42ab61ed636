package naru.container;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Tells what happens to containers, with what Docker's events say of each: its labels, image and name.
record News(Events events) {
    void tell(String action, Kept kept) {
        tell(action, kept, Map.of());
    }

    void tell(String action, Kept kept, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(kept.spec().config().labels());
        attributes.put("image", kept.spec().config().image());
        attributes.put("name", kept.name());
        attributes.putAll(more);
        events.publish(new Event("container", action, kept.id(), attributes, Instant.now()));
    }
}
