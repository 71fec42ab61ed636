package naru.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.linux.IdMap;

/// How an instance runs containers.
///
/// @param runtimes OCI runtimes by preference; the first that is installed is the default
/// @param addedRuntimes further ones, absolute paths by name
/// @param defaultRuntime name of the default, or empty
/// @param conmon program that watches a container
/// @param init programs for `--init` by preference
/// @param logBytes size at which a log starts anew
/// @param logFiles how many of that size are kept, with the one being written
/// @param attachPatience how long a client that is attached may take nothing before it is cut off; zero:
///     for ever
/// @param users who containers' users are on the host; empty if they are the host's
/// @param cgroupDriver who makes their control groups
public record ContainerOptions(
        List<String> runtimes,
        Map<String, Path> addedRuntimes,
        String defaultRuntime,
        String conmon,
        List<String> init,
        long logBytes,
        int logFiles,
        Duration attachPatience,
        Optional<IdMap> users,
        CgroupDriver cgroupDriver) {
    /// crun, else runc, under conmon; 5 logs of 20 MB; five minutes of patience. A program for `--init`
    /// runs in the container, without the machine's libraries: one that is linked to any is passed over.
    public static ContainerOptions defaults() {
        return new ContainerOptions(
                List.of("crun", "runc"),
                Map.of(),
                "",
                "conmon",
                List.of("catatonit", "docker-init", "tini-static", "tini"),
                20_000_000,
                5,
                Duration.ofMinutes(5),
                Optional.empty(),
                CgroupDriver.CGROUPFS);
    }

    /// The same with further runtimes, absolute paths by name, and another default unless it is empty.
    public ContainerOptions withRuntimes(Map<String, Path> added, String standard) {
        return new ContainerOptions(
                runtimes,
                Map.copyOf(added),
                standard,
                conmon,
                init,
                logBytes,
                logFiles,
                attachPatience,
                users,
                cgroupDriver);
    }

    /// The same with another patience; zero: for ever.
    public ContainerOptions withAttachPatience(Duration patience) {
        return new ContainerOptions(
                runtimes,
                addedRuntimes,
                defaultRuntime,
                conmon,
                init,
                logBytes,
                logFiles,
                patience,
                users,
                cgroupDriver);
    }

    /// The same with containers whose users are others on the host.
    public ContainerOptions withUsers(Optional<IdMap> others) {
        return new ContainerOptions(
                runtimes,
                addedRuntimes,
                defaultRuntime,
                conmon,
                init,
                logBytes,
                logFiles,
                attachPatience,
                others,
                cgroupDriver);
    }

    /// The same with control groups made by somebody else.
    public ContainerOptions withCgroupDriver(CgroupDriver driver) {
        return new ContainerOptions(
                runtimes,
                addedRuntimes,
                defaultRuntime,
                conmon,
                init,
                logBytes,
                logFiles,
                attachPatience,
                users,
                driver);
    }
}
