package naru.app;

import java.util.Comparator;
import java.util.Optional;
import naru.container.Container;
import naru.container.Containers;
import naru.container.MountSpec;
import naru.image.InUse;

/// Which containers use an image, as images ask it: those made from it, and those that have its files mounted.
final class ContainersInUse implements InUse {
    private final Containers containers;

    ContainersInUse(Containers containers) {
        this.containers = containers;
    }

    @Override
    public Optional<By> by(String imageId) {
        return containers.list().stream()
                .filter(container -> uses(container, imageId))
                .max(Comparator.comparing(Container::isAlive))
                .map(container -> new By(container.id(), container.isAlive()));
    }

    private static boolean uses(Container container, String imageId) {
        return container.imageId().equals(imageId)
                || container.mounts().stream()
                        .anyMatch(mount -> mount.type() == MountSpec.Type.IMAGE
                                && mount.source().equals(imageId));
    }
}
