package naru.container;

import java.util.Map;

/// The OCI runtimes that a container may choose.
///
/// @param standard name of the one that it gets if it chooses none
/// @param programs paths by name
public record RuntimeNames(String standard, Map<String, String> programs) {
    /// Copies the map.
    public RuntimeNames {
        programs = Map.copyOf(programs);
    }
}
