package naru.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.linux.IdMap;

/// How an instance runs containers.
///
/// @param programs that do it
/// @param attachPatience how long a client that is attached may take nothing before it is cut off; zero:
///     for ever
/// @param users who containers' users are on the host; empty if they are the host's
/// @param cgroupDriver who makes their control groups
public record ContainerOptions(
        Programs programs, Duration attachPatience, Optional<IdMap> users, CgroupDriver cgroupDriver) {
    /// What a log may take that says nothing else: 5 files of 20 MB.
    static final LogBounds LOG = new LogBounds(20_000_000, 5);

    /// The programs that run containers.
    ///
    /// @param runtimes OCI runtimes by preference; the first that is installed is the default
    /// @param addedRuntimes further ones, absolute paths by name
    /// @param defaultRuntime name of the default, or empty
    /// @param conmon program that watches a container
    /// @param init programs for `--init` by preference
    public record Programs(
            List<String> runtimes,
            Map<String, Path> addedRuntimes,
            String defaultRuntime,
            String conmon,
            List<String> init) {
        /// crun, else runc, under conmon. A program for `--init` runs in the container, without the machine's
        /// libraries: one that is linked to any is passed over.
        ///
        /// @param added further runtimes, absolute paths by name
        /// @param standard another default, or empty
        public static Programs with(Map<String, Path> added, String standard) {
            return new Programs(
                    List.of("crun", "runc"),
                    Map.copyOf(added),
                    standard,
                    "conmon",
                    List.of("catatonit", "docker-init", "tini-static", "tini"));
        }
    }

    /// The usual programs; five minutes of patience; the host's users; control groups of our own.
    public static ContainerOptions defaults() {
        return new ContainerOptions(
                Programs.with(Map.of(), ""), Duration.ofMinutes(5), Optional.empty(), CgroupDriver.CGROUPFS);
    }
}
