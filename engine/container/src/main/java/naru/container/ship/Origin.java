package naru.container.ship;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Whose output it is.
///
/// @param id full id of the container
/// @param name without slash
/// @param imageId full id of its image
/// @param imageName as it was asked for
/// @param command entry point and arguments
/// @param created when
/// @param labels of the container
/// @param env `NAME=value`
/// @param host name of this machine
public record Origin(
        String id,
        String name,
        String imageId,
        String imageName,
        List<String> command,
        Instant created,
        Map<String, String> labels,
        List<String> env,
        String host) {
    private static final int SHORT = 12;

    /// Its first 12 digits.
    public String shortId() {
        return id.substring(0, Math.min(SHORT, id.length()));
    }
}
