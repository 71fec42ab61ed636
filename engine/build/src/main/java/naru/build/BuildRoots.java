package naru.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Ids;
import naru.container.Config;
import naru.container.Roots;
import naru.linux.IdMap;
import org.jspecify.annotations.Nullable;

/// Where containers get their root file systems from, with those of build steps among them: a step's container
/// writes right into the file system that becomes the layer. Safe for use by many threads.
public final class BuildRoots implements Roots {
    private final Roots others;
    private final Remount remount;
    private final Map<String, Offer> offered = new ConcurrentHashMap<>();
    private final Map<String, Offer> taken = new ConcurrentHashMap<>();

    /// A build's file system.
    private record Offer(String snapshot, Path rootfs) {}

    /// Mounts a snapshot for a container with users of its own, instead of otherwise, and answers where.
    @FunctionalInterface
    public interface Remount {
        /// As [Roots#mount] for a container, of the snapshot with this id.
        Path mount(String containerId, String snapshot, IdMap owners);
    }

    /// Adds the file systems of builds to `others`.
    public BuildRoots(Roots others, Remount remount) {
        this.others = others;
        this.remount = remount;
    }

    /// Makes a mounted file system known under a name that a container can be made from; the name is for once.
    String offer(String snapshot, Path rootfs) {
        String name = "build-step-" + Ids.random();
        offered.put(name, new Offer(snapshot, rootfs));
        return name;
    }

    /// Forgets a name.
    void withdraw(String name) {
        offered.remove(name);
    }

    @Override
    public Base image(String ref) {
        return offered.containsKey(ref) ? new Base(ref, Config.of(ref)) : others.image(ref);
    }

    @Override
    public void create(String containerId, String imageId) {
        @Nullable Offer rootfs = offered.get(imageId);
        if (rootfs == null) {
            others.create(containerId, imageId);
        } else {
            taken.put(containerId, rootfs);
        }
    }

    @Override
    public Path mount(String containerId) {
        @Nullable Offer offer = taken.get(containerId);
        return offer == null ? others.mount(containerId) : offer.rootfs();
    }

    @Override
    public Path mount(String containerId, IdMap owners) {
        @Nullable Offer offer = taken.get(containerId);
        return offer == null ? others.mount(containerId, owners) : remount.mount(containerId, offer.snapshot(), owners);
    }

    @Override
    public Path view(String containerId, int number, String imageId, Optional<IdMap> owners) {
        return others.view(containerId, number, imageId, owners);
    }

    @Override
    public void unmount(String containerId) {
        others.unmount(containerId); // of a build's own it knows what was mounted for users of the container
    }

    @Override
    public void remove(String containerId) {
        if (taken.remove(containerId) == null) {
            others.remove(containerId);
        }
    }

    @Override
    public long size(String containerId) {
        return taken.containsKey(containerId) ? 0 : others.size(containerId);
    }

    @Override
    public void sweep(Set<String> containerIds) {
        others.sweep(containerIds);
    }
}
