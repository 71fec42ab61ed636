package naru.app;

import java.util.Comparator;
import java.util.Optional;
import naru.container.Container;
import naru.container.Containers;
import naru.image.InUse;

/// Which containers use an image, as images ask it.
final class ContainersInUse implements InUse {
    private final Containers containers;

    ContainersInUse(Containers containers) {
        this.containers = containers;
    }

    @Override
    public Optional<By> by(String imageId) {
        return containers.list().stream()
                .filter(container -> container.imageId().equals(imageId))
                .max(Comparator.comparing(Container::isAlive))
                .map(container -> new By(container.id(), container.isAlive()));
    }
}
