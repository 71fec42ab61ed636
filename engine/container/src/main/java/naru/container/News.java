package naru.container;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Tells what happens to containers, with what Docker's events say of each: its labels, image and name.
record News(Events events) {
    void tell(String action, Kept kept) {
        tell(action, kept, Map.of());
    }

    /// Tells what becomes of a container's volumes, each of its own.
    ///
    /// @param action `mount` or `unmount`
    void volumes(String action, Kept kept) {
        for (MountPoint mount : kept.mounts()) {
            if (mount.type() == MountSpec.Type.VOLUME) {
                events.publish(
                        new Event("volume", action, mount.name(), attributes(action, mount, kept), Instant.now()));
            }
        }
    }

    private static Map<String, String> attributes(String action, MountPoint mount, Kept kept) {
        Map<String, String> common = Map.of("container", kept.id(), "driver", mount.driver());
        if (action.equals("unmount")) {
            return common;
        }
        Map<String, String> attributes = new TreeMap<>(common);
        attributes.put("destination", mount.destination());
        attributes.put("propagation", mount.propagation());
        attributes.put("read/write", Boolean.toString(mount.writable()));
        return attributes;
    }

    void tell(String action, Kept kept, Map<String, String> more) {
        events.publish(Event.ofContainer(action, kept.id(), kept.name(), kept.spec(), more));
    }
}
