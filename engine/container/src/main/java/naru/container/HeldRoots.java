package naru.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import naru.container.PathsInContainer.Root;
import naru.linux.IdMap;
import naru.volume.Volumes;
import org.jspecify.annotations.Nullable;

/// Root file systems that stay for those who hold them, whatever becomes of their containers: clients that copy files
/// take as long as they like, and nobody waits for them (docs/decisions/0055-files-without-the-lock.md). Unmounting and
/// removing what is held happens when the last lets go. Safe for use by many threads; mounts and holds of one container
/// are made with that container's lock held.
final class HeldRoots implements Roots, AutoCloseable {
    private final Roots roots;
    private final Volumes volumes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Held> held = new HashMap<>();

    HeldRoots(Roots roots, Volumes volumes) {
        this.roots = roots;
        this.volumes = volumes;
    }

    /// What is held of one container, by whom, and what is to follow. Guarded by the lock.
    private static final class Held {
        final Set<Hold> holds = new HashSet<>();
        final List<Runnable> afterwards = new ArrayList<>();
        Root root;
        boolean unmount;

        Held(Root root, boolean unmount) {
            this.root = root;
            this.unmount = unmount;
        }
    }

    /// Holds the files of a container that runs, whose root file system is mounted with these owners.
    Hold running(Kept kept, Optional<IdMap> owners) {
        return hold(kept, owners, false);
    }

    /// Holds the files of a container that does not run: mounted as others hold them, or else for the time.
    Hold idle(Kept kept) {
        return hold(kept, Optional.empty(), true);
    }

    private Hold hold(Kept kept, Optional<IdMap> owners, boolean unmount) {
        String id = kept.id();
        lock.lock();
        try {
            Held mine = held.get(id);
            if (mine == null) {
                mine = new Held(new Root(mounted(id, owners), owners), unmount);
                held.put(id, mine);
            }
            Hold hold = new Hold(id, mine.root, this::letGo);
            mine.holds.add(hold);
            kept.mounts().stream()
                    .filter(mount -> mount.type() == MountSpec.Type.VOLUME)
                    .forEach(mount -> volumes.use(mount.name(), holder(id)));
            return hold;
        } finally {
            lock.unlock();
        }
    }

    /// Who has the volumes of a container while its files are copied, beside the container itself.
    private static String holder(String id) {
        return id + "-files";
    }

    private void letGo(Hold hold) {
        List<Runnable> afterwards = List.of();
        lock.lock();
        try {
            Held mine = held.get(hold.id());
            if (mine != null && mine.holds.remove(hold) && mine.holds.isEmpty()) {
                held.remove(hold.id());
                volumes.release(holder(hold.id()));
                if (mine.unmount) {
                    roots.unmount(hold.id());
                }
                afterwards = mine.afterwards;
            }
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    /// Does something when nobody holds the files of a container that is gone: at once, or when the last lets go.
    void afterwards(String id, Runnable task) {
        lock.lock();
        try {
            @Nullable Held mine = held.get(id);
            if (mine != null) {
                mine.afterwards.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    private Path mounted(String id, Optional<IdMap> owners) {
        return owners.map(map -> roots.mount(id, map)).orElseGet(() -> roots.mount(id));
    }

    @Override
    public Path mount(String containerId) {
        return mount(containerId, Optional.empty());
    }

    @Override
    public Path mount(String containerId, IdMap owners) {
        return mount(containerId, Optional.of(owners));
    }

    private Path mount(String id, Optional<IdMap> owners) {
        lock.lock();
        try {
            Held mine = held.get(id);
            if (mine != null) {
                return again(id, mine, owners);
            }
        } finally {
            lock.unlock();
        }
        return mounted(id, owners);
    }

    /// What is held, if it is mounted as it is wanted now. Otherwise it is over for those who hold it: a
    /// root file system is not to be mounted twice.
    private Path again(String id, Held mine, Optional<IdMap> owners) {
        if (!mine.root.owners().equals(owners)) {
            String why = "container " + id + " was started with users of its own while its files were copied";
            mine.holds.forEach(hold -> hold.end(why));
            mine.root = new Root(mounted(id, owners), owners);
        }
        mine.unmount = false;
        return mine.root.path();
    }

    @Override
    public void unmount(String containerId) {
        lock.lock();
        try {
            Held mine = held.get(containerId);
            if (mine != null) {
                mine.unmount = true;
                return;
            }
        } finally {
            lock.unlock();
        }
        roots.unmount(containerId);
    }

    @Override
    public void remove(String containerId) {
        afterwards(containerId, () -> roots.remove(containerId));
    }

    @Override
    public Base image(String ref) {
        return roots.image(ref);
    }

    @Override
    public void create(String containerId, String imageId) {
        roots.create(containerId, imageId);
    }

    @Override
    public Path view(String containerId, int number, String imageId, Optional<IdMap> owners) {
        return roots.view(containerId, number, imageId, owners);
    }

    @Override
    public long size(String containerId) {
        return roots.size(containerId);
    }

    @Override
    public void sweep(Set<String> containerIds) {
        roots.sweep(containerIds);
    }

    /// Takes from sight what is mounted for holders alone; what of it was to be removed, the next start removes.
    @Override
    public void close() {
        lock.lock();
        try {
            held.forEach((id, mine) -> {
                if (mine.unmount) {
                    roots.unmount(id);
                }
            });
        } finally {
            lock.unlock();
        }
    }
}
