package naru.container;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A mount as `--mount` asks for it.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MountSpec.Bind.class, name = "bind"),
    @JsonSubTypes.Type(value = MountSpec.Volume.class, name = "volume"),
    @JsonSubTypes.Type(value = MountSpec.Tmpfs.class, name = "tmpfs"),
    @JsonSubTypes.Type(value = MountSpec.Image.class, name = "image")
})
public sealed interface MountSpec {
    /// What is mounted.
    enum Type {
        /// A path of the host.
        BIND,
        /// A volume.
        VOLUME,
        /// Memory.
        TMPFS,
        /// Another image's files.
        IMAGE
    }

    /// Absolute path in the container.
    String target();

    /// Whether nobody in the container can write.
    boolean readOnly();

    /// Whose its files are in the container: `idmap` or `idmap=UID[.GID]` ([MappedBinds]); empty for those whose they
    /// are on the disk.
    default String owner() {
        return "";
    }

    /// A path of the host.
    ///
    /// @param source absolute path
    /// @param propagation `rprivate` (also empty), `private`, `rshared`, `shared`, `rslave`, `slave`
    /// @param recursive with the mounts below the source
    /// @param makeSource make a missing source, as a folder
    /// @param topOnly if it is read-only, the mounts below the source are not
    /// @param owner `idmap` or `idmap=UID[.GID]` ([MappedBinds]), or empty
    record Bind(
            String source,
            String target,
            boolean readOnly,
            String propagation,
            boolean recursive,
            boolean makeSource,
            boolean topOnly,
            String owner)
            implements MountSpec {
        /// A record on disk may be of a time without mapped owners.
        public Bind {
            owner = Objects.requireNonNullElse(owner, "");
        }

        /// One that is read-only as a whole, if at all.
        public Bind(
                String source,
                String target,
                boolean readOnly,
                String propagation,
                boolean recursive,
                boolean makeSource) {
            this(source, target, readOnly, propagation, recursive, makeSource, false, "");
        }
    }

    /// The files of an image, which nobody can write.
    ///
    /// @param source name or id of the image
    /// @param subpath folder in it that is mounted instead of the whole, or empty
    record Image(String source, String target, String subpath) implements MountSpec {
        @Override
        public boolean readOnly() {
            return true;
        }
    }

    /// A volume.
    ///
    /// @param name of it; empty for a new anonymous one
    /// @param copy fill an empty one with what the image has at the target
    /// @param labels of one that is made
    /// @param driver of one that is made; empty is `local`
    /// @param driverOptions of one that is made
    /// @param subpath folder inside the volume that is mounted instead of it, or empty
    /// @param owner `idmap` or `idmap=UID[.GID]` ([MappedBinds]), or empty
    record Volume(
            String name,
            String target,
            boolean readOnly,
            boolean copy,
            Map<String, String> labels,
            String driver,
            Map<String, String> driverOptions,
            String subpath,
            String owner)
            implements MountSpec {
        /// A record on disk may be of a time without mapped owners.
        public Volume {
            owner = Objects.requireNonNullElse(owner, "");
        }
    }

    /// Memory.
    ///
    /// @param size bytes, 0 for half the memory
    /// @param mode permissions, 0 for 01777
    /// @param options further mount options
    record Tmpfs(String target, boolean readOnly, long size, int mode, List<String> options) implements MountSpec {}

    /// A bind mount of what is there.
    static Bind bind(String source, String target, boolean readOnly) {
        return new Bind(source, target, readOnly, "", true, false);
    }

    /// A volume.
    static Volume volume(String name, String target, boolean readOnly) {
        return new Volume(name, target, readOnly, true, Map.of(), "", Map.of(), "", "");
    }

    /// Memory of at most some bytes, 0 for half of all.
    static Tmpfs tmpfs(String target, long size) {
        return new Tmpfs(target, false, size, 0, List.of());
    }
}
