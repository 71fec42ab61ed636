package naru.pipeline.run;

import java.util.LinkedHashMap;
import java.util.Map;
import naru.pipeline.workshop.Place;
import org.jspecify.annotations.Nullable;

/// What surrounds a step: the place it runs in, the folder, the environment of the blocks around it.
///
/// @param place null outside all agents
/// @param folder working folder, absolute, empty without a place
/// @param environment what the blocks around add, inner ones over outer ones
record Frame(@Nullable Place place, String folder, Map<String, String> environment) {
    Frame {
        environment = Map.copyOf(environment);
    }

    Frame in(String other) {
        return new Frame(place, other, environment);
    }

    Frame with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        for (Map.Entry<String, String> entry : more.entrySet()) {
            String name = entry.getKey();
            if (name.startsWith("PATH+")) {
                all.merge("PATH+", entry.getValue(), (before, first) -> first + ":" + before);
            } else {
                all.put(name, entry.getValue());
            }
        }
        return new Frame(place, folder, all);
    }
}
