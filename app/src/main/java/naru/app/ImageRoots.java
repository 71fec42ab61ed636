package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.container.Config;
import naru.container.HealthTest;
import naru.container.Roots;
import naru.image.Healthcheck;
import naru.image.Image;
import naru.image.ImageConfig;
import naru.image.Images;
import naru.image.Snapshots;
import naru.linux.IdMap;
import naru.linux.Mounts;
import org.jspecify.annotations.Nullable;

/// Images and snapshots as containers see them: what an image says, and a writable layer per container.
final class ImageRoots implements Roots {
    private static final String VIEW = "-";

    private final Images images;
    private final Snapshots snapshots;
    private final Path remapped;

    /// @param remapped where roots of containers are mounted that have users of their own
    ImageRoots(Images images, Snapshots snapshots, Path remapped) {
        this.images = images;
        this.snapshots = snapshots;
        this.remapped = remapped;
    }

    @Override
    public Base image(String ref) {
        Image image = images.resolve(ref);
        return new Base(image.id(), config(ref, image.config()));
    }

    @Override
    public void create(String containerId, String imageId) {
        images.containerSnapshot(containerId, imageId);
    }

    @Override
    public Path mount(String containerId) {
        return snapshots.mount(containerId);
    }

    @Override
    public Path mount(String containerId, IdMap owners) {
        return mount(containerId, containerId, owners);
    }

    /// As [#mount], of the snapshot with this id.
    Path mount(String name, String snapshot, IdMap owners) {
        Path target = remapped.resolve(name);
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw Fault.internal("cannot make " + target + ": " + e.getMessage(), e);
        }
        if (!Mounts.isMountPoint(target)) {
            snapshots.mount(snapshot, owners, target);
        }
        return target;
    }

    @Override
    public Path view(String containerId, int number, String imageId, Optional<IdMap> owners) {
        String id = containerId + VIEW + number;
        if (!snapshots.has(id)) {
            images.snapshot(id, imageId);
        }
        return owners.map(map -> mount(id, map)).orElseGet(() -> snapshots.mount(id));
    }

    @Override
    public void unmount(String containerId) {
        leave(containerId);
        views(containerId, this::leave);
    }

    private void leave(String id) {
        snapshots.unmount(id);
        Path target = remapped.resolve(id);
        Mounts.detach(target);
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            throw Fault.internal("cannot take " + target + " away: " + e.getMessage(), e);
        }
    }

    @Override
    public void remove(String containerId) {
        unmount(containerId);
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
        sweepRemapped(containerIds);
        for (String id : snapshots.all()) {
            if (!containerIds.contains(id.split(VIEW, 2)[0])) {
                snapshots.remove(id);
            }
        }
    }

    /// Takes away what is mounted for containers that nobody knows: with their snapshots gone, nothing
    /// else names it.
    private void sweepRemapped(Set<String> containerIds) {
        if (!Files.isDirectory(remapped)) {
            return;
        }
        try (Stream<Path> mounted = Files.list(remapped)) {
            mounted.map(path -> path.getFileName().toString())
                    .filter(id -> !containerIds.contains(id.split(VIEW, 2)[0]))
                    .forEach(this::leave);
        } catch (IOException e) {
            throw Fault.internal("cannot look through " + remapped + ": " + e.getMessage(), e);
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
