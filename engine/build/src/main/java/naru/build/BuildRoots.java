package naru.build;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Ids;
import naru.container.Config;
import naru.container.Roots;
import org.jspecify.annotations.Nullable;

/// Where containers get their root file systems from, with those of build steps among them: a step's container
/// writes right into the file system that becomes the layer. Safe for use by many threads.
public final class BuildRoots implements Roots {
    private final Roots others;
    private final Map<String, Path> offered = new ConcurrentHashMap<>();
    private final Map<String, Path> taken = new ConcurrentHashMap<>();

    /// Adds the file systems of builds to `others`.
    public BuildRoots(Roots others) {
        this.others = others;
    }

    /// Makes a mounted file system known under a name that a container can be made from; the name is for once.
    String offer(Path rootfs) {
        String name = "build-step-" + Ids.random();
        offered.put(name, rootfs);
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
        @Nullable Path rootfs = offered.get(imageId);
        if (rootfs == null) {
            others.create(containerId, imageId);
        } else {
            taken.put(containerId, rootfs);
        }
    }

    @Override
    public Path mount(String containerId) {
        @Nullable Path rootfs = taken.get(containerId);
        return rootfs == null ? others.mount(containerId) : rootfs;
    }

    @Override
    public Path view(String containerId, int number, String imageId) {
        return others.view(containerId, number, imageId);
    }

    @Override
    public void unmount(String containerId) {
        if (!taken.containsKey(containerId)) {
            others.unmount(containerId);
        }
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
