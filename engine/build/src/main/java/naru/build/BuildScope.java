package naru.build;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import naru.build.dockerfile.Dockerfile;
import naru.build.dockerfile.Dockerfile.Stage;
import naru.image.Images;

/// What the stages of one build share. Immutable but for what its parts guard themselves.
///
/// @param folder a folder for this build alone, taken away at its end
/// @param context the unpacked context in it
/// @param hold of every layer that its stages stand on, whatever becomes of images meanwhile
/// @param caches where `--mount=type=cache` folders stay
/// @param steps the number of the first step of each stage, by index
/// @param total all steps
record BuildScope(
        BuildRequest request,
        Dockerfile file,
        StageGraph graph,
        Arguments arguments,
        Bench bench,
        Images.Hold hold,
        BuildCache cache,
        CacheFolders caches,
        Transcript transcript,
        BuildProgress progress,
        Path folder,
        Path context,
        Map<Integer, Integer> steps,
        int total,
        Clock clock) {

    /// The time that the image says it was made.
    Instant now() {
        Instant now = clock.instant();
        return arguments.epoch().filter(now::isAfter).orElse(now);
    }

    void say(Stage stage, String text) {
        transcript.say(stage.index(), text);
    }

    List<Stage> needed() {
        return graph.needed();
    }
}
