package naru.container;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.linux.IdMap;

/// Where containers get their root file systems from: images and layers, seen from here.
public interface Roots {
    /// An image as containers need it.
    ///
    /// @param id full id
    /// @param config what it says about its containers
    record Base(String id, Config config) {}

    /// An image by name or id; NOT_FOUND otherwise.
    Base image(String ref);

    /// Makes the writable layer of a container on an image.
    void create(String containerId, String imageId);

    /// Makes the root file system visible and answers where; of no effect if it is already.
    Path mount(String containerId);

    /// As [#mount], where its files belong to those inside a user namespace; on the disk they have
    /// the numbers that they have inside. It is not mounted otherwise meanwhile.
    default Path mount(String containerId, IdMap owners) {
        throw Fault.notImplemented("containers have the host's users here");
    }

    /// Makes an image's files visible for a container to mount and answers where; they go from sight with its root, and
    /// what is written to them goes with the container.
    ///
    /// @param number tells the container's images apart, from 0
    /// @param owners the map of the user namespace whose the files are to be; empty for the host's users
    default Path view(String containerId, int number, String imageId, Optional<IdMap> owners) {
        throw Fault.notImplemented("images cannot be mounted here");
    }

    /// Takes it from sight; of no effect if it is not visible.
    void unmount(String containerId);

    /// Deletes the writable layer; of no effect if it is gone.
    void remove(String containerId);

    /// Bytes of the writable layer.
    long size(String containerId);

    /// Deletes layers of containers other than these, after a start.
    void sweep(Set<String> containerIds);
}
