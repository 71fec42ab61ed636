package naru.docker;

import java.util.ArrayList;
import java.util.List;
import naru.image.History;
import naru.image.Image;
import naru.image.Layer;

/// Images as Docker shows them.
final class ImageShapes {
    private ImageShapes() {}

    /// The whole of it.
    static Shape inspect(Image image, ApiVersion version) {
        return Shape.of()
                .with("Id", image.id())
                .with("RepoTags", image.names())
                .with("RepoDigests", image.digests())
                .with("Parent", "")
                .with("Comment", image.comment())
                .with("Created", GoTime.text(image.created()))
                .with("DockerVersion", "")
                .with("Author", image.author())
                .with("Config", ConfigShapes.of(image.config()))
                .with("Architecture", image.architecture())
                .with("Os", image.os())
                .with("Size", image.size())
                .withIf(!version.atLeast(44), "VirtualSize", image.size())
                .with("GraphDriver", Shape.of().with("Data", null).with("Name", "overlay2"))
                .with(
                        "RootFS",
                        Shape.of()
                                .with("Type", "layers")
                                .with(
                                        "Layers",
                                        image.layers().stream()
                                                .map(Layer::diffId)
                                                .toList()))
                .with("Metadata", Shape.of().with("LastTagTime", GoTime.ZERO));
    }

    /// One line of a list; `containers` and `shared`, bytes that other images have too, are -1 if not counted.
    static Shape listed(Image image, long containers, long shared, ApiVersion version) {
        boolean old = !version.atLeast(43);
        return Shape.of()
                .with("Containers", containers)
                .with("Created", image.created().getEpochSecond())
                .with("Id", image.id())
                .with("Labels", Absent.nullIfEmpty(image.config().labels()))
                .with("ParentId", "")
                .with("RepoDigests", old && image.digests().isEmpty() ? List.of("<none>@<none>") : image.digests())
                .with("RepoTags", old && image.names().isEmpty() ? List.of("<none>:<none>") : image.names())
                .with("SharedSize", shared)
                .with("Size", image.size())
                .withIf(!version.atLeast(44), "VirtualSize", image.size());
    }

    /// The steps that made it, youngest first; only the youngest has an id.
    static List<Shape> history(Image image, List<Long> layerSizes) {
        List<Shape> steps = new ArrayList<>();
        int layer = 0;
        for (History step : image.history()) {
            long size = step.emptyLayer() || layer >= layerSizes.size() ? 0 : layerSizes.get(layer++);
            boolean last = steps.size() == image.history().size() - 1;
            steps.add(Shape.of()
                    .with("Comment", step.comment())
                    .with("Created", step.created().getEpochSecond())
                    .with("CreatedBy", step.createdBy())
                    .with("Id", last ? image.id() : "<missing>")
                    .with("Size", size)
                    .with("Tags", last ? Absent.nullIfEmpty(image.names()) : null));
        }
        return steps.reversed();
    }
}
