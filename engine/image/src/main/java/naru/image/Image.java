package naru.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An image that is here, as it was when asked for. Immutable.
///
/// @param id digest of its configuration document, `sha256:…`
/// @param config what it says about containers
/// @param os `linux`
/// @param architecture Go's name for the processor, such as `amd64`
/// @param author who made it, often empty
/// @param comment free text, often empty
/// @param created when it was made
/// @param layers its layers, lowest first
/// @param history its steps, oldest first
/// @param size bytes of its unpacked layers
/// @param names its names with tags, as people write them
/// @param digests its names with digests: where it was pulled from or pushed to
/// @param manifest digest of the manifest it came with, if it came with one
public record Image(
        String id,
        ImageConfig config,
        String os,
        String architecture,
        String author,
        String comment,
        Instant created,
        List<Layer> layers,
        List<History> history,
        long size,
        List<String> names,
        List<String> digests,
        Optional<String> manifest) {
    /// Copies the lists.
    public Image {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
        names = List.copyOf(names);
        digests = List.copyOf(digests);
    }

    /// The id without its algorithm, 64 digits.
    public String hex() {
        return id.substring(id.indexOf(':') + 1);
    }
}
