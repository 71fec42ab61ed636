package naru.build;

import java.util.List;
import naru.image.History;
import naru.image.Image;
import naru.image.ImageConfig;
import naru.image.Layer;

/// A stage that is done.
///
/// @param chain the key of all that led to it
record StageResult(ImageConfig settings, String author, List<Layer> layers, List<History> history, String chain) {
    StageResult {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
    }

    /// The beginning of `FROM scratch`.
    static StageResult scratch() {
        return new StageResult(ImageConfig.EMPTY, "", List.of(), List.of(), new Key("scratch").hex());
    }

    static StageResult of(Image base) {
        return new StageResult(
                base.config(),
                base.author(),
                base.layers(),
                base.history(),
                new Key("image").add(base.id()).hex());
    }
}
