package naru.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import naru.container.Config;
import naru.container.HealthTest;
import naru.container.Roots;
import naru.image.Healthcheck;
import naru.image.Image;
import naru.image.ImageConfig;
import naru.image.Images;
import naru.image.Snapshots;
import org.jspecify.annotations.Nullable;

/// Images and snapshots as containers see them: what an image says, and a writable layer per container.
final class ImageRoots implements Roots {
    private static final String VIEW = "-";

    private final Images images;
    private final Snapshots snapshots;

    ImageRoots(Images images, Snapshots snapshots) {
        this.images = images;
        this.snapshots = snapshots;
    }

    @Override
    public Base image(String ref) {
        Image image = images.resolve(ref);
        return new Base(image.id(), config(ref, image.config()));
    }

    @Override
    public void create(String containerId, String imageId) {
        snapshots.create(containerId, images.resolve(imageId));
    }

    @Override
    public Path mount(String containerId) {
        return snapshots.mount(containerId);
    }

    @Override
    public Path view(String containerId, int number, String imageId) {
        String id = containerId + VIEW + number;
        if (!snapshots.has(id)) {
            snapshots.create(id, images.resolve(imageId));
        }
        return snapshots.mount(id);
    }

    @Override
    public void unmount(String containerId) {
        snapshots.unmount(containerId);
        views(containerId, snapshots::unmount);
    }

    @Override
    public void remove(String containerId) {
        snapshots.remove(containerId);
        views(containerId, snapshots::remove);
    }

    private void views(String containerId, Consumer<String> task) {
        for (int number = 0; snapshots.has(containerId + VIEW + number); number++) {
            task.accept(containerId + VIEW + number);
        }
    }

    @Override
    public long size(String containerId) {
        return snapshots.size(containerId);
    }

    @Override
    public void sweep(Set<String> containerIds) {
        for (String id : snapshots.all()) {
            if (!containerIds.contains(id.split(VIEW, 2)[0])) {
                snapshots.remove(id);
            }
        }
    }

    private static Config config(String ref, ImageConfig image) {
        return new Config(
                ref,
                "",
                "",
                image.user(),
                false,
                false,
                false,
                false,
                false,
                false,
                image.env(),
                nullIfEmpty(image.cmd()),
                nullIfEmpty(image.entrypoint()),
                image.workingDir(),
                image.labels(),
                image.exposedPorts(),
                image.volumes(),
                image.stopSignal(),
                null,
                image.healthcheck().map(ImageRoots::healthTest).orElse(null));
    }

    private static @Nullable List<String> nullIfEmpty(List<String> words) {
        return words.isEmpty() ? null : words;
    }

    private static HealthTest healthTest(Healthcheck check) {
        return new HealthTest(
                check.test(),
                check.interval(),
                check.timeout(),
                check.startPeriod(),
                check.startInterval(),
                check.retries());
    }
}
