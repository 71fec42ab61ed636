package naru.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A volume as it was when asked for. Immutable.
///
/// @param name unique in an instance
/// @param driver always `local`
/// @param mountpoint the folder that containers see
/// @param created when
/// @param labels free text by name
/// @param options what was asked of the driver: `type`, `device`, `o` as mount(8) takes them
/// @param anonymous true when nobody chose the name
public record Volume(
        String name,
        String driver,
        Path mountpoint,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous) {
    /// Copies the maps.
    public Volume {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }
}
