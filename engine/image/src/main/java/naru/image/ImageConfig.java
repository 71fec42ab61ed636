package naru.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an image says about the containers made from it (image-spec 1.1 `config`, with Docker's extensions).
///
/// @param entrypoint the command's fixed front; empty if none
/// @param cmd the command, or the default arguments of the entrypoint
/// @param env `NAME=value` lines
/// @param workingDir folder the command starts in; empty is `/`
/// @param user name or number, with an optional `:group`; empty is root
/// @param exposedPorts such as `80/tcp`
/// @param volumes paths that get a volume of their own
/// @param labels free text by name
/// @param stopSignal signal that asks the command to end; empty is SIGTERM
/// @param healthcheck how health is tested, if the image says
/// @param shell shell of the shell form; empty is `/bin/sh -c`
/// @param onBuild instructions for images built on this one
public record ImageConfig(
        List<String> entrypoint,
        List<String> cmd,
        List<String> env,
        String workingDir,
        String user,
        Set<String> exposedPorts,
        Set<String> volumes,
        Map<String, String> labels,
        String stopSignal,
        Optional<Healthcheck> healthcheck,
        List<String> shell,
        List<String> onBuild) {
    /// One that says nothing.
    public static final ImageConfig EMPTY = of(List.of(), List.of());

    /// One that says a command and its environment.
    static ImageConfig of(List<String> cmd, List<String> env) {
        return new ImageConfig(
                List.of(), cmd, env, "", "", Set.of(), Set.of(), Map.of(), "", Optional.empty(), List.of(), List.of());
    }

    /// Copies the collections; sets and maps are sorted, so that the same configuration has one digest.
    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        env = List.copyOf(env);
        exposedPorts = java.util.Collections.unmodifiableSet(new TreeSet<>(exposedPorts));
        volumes = java.util.Collections.unmodifiableSet(new TreeSet<>(volumes));
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        shell = List.copyOf(shell);
        onBuild = List.copyOf(onBuild);
    }
}
