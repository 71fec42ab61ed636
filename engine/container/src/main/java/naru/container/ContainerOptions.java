package naru.container;

import java.util.List;

/// How an instance runs containers.
///
/// @param runtimes OCI runtimes by preference; the first that is installed is the default
/// @param conmon program that watches a container
/// @param init programs for `--init` by preference
/// @param logBytes size at which a log starts anew
/// @param logFiles how many of that size are kept
public record ContainerOptions(List<String> runtimes, String conmon, List<String> init, long logBytes, int logFiles) {
    /// crun, else runc, under conmon; 3 logs of 10 MB.
    public static ContainerOptions defaults() {
        return new ContainerOptions(
                List.of("crun", "runc"), "conmon", List.of("catatonit", "docker-init", "tini"), 10_000_000, 3);
    }
}
