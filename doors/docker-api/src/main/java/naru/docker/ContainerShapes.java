package naru.docker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import naru.container.Container;
import naru.network.Sandbox;

/// Containers as `inspect` and `ps` show them.
final class ContainerShapes {
    private final EndpointShapes endpoints;

    ContainerShapes(EndpointShapes endpoints) {
        this.endpoints = endpoints;
    }

    /// The whole of it, without sizes.
    Shape inspect(Container container) {
        String folder = container.folder().toString();
        List<String> command = container.command();
        return Shape.of()
                .with("Id", container.id())
                .with("Created", GoTime.text(container.created()))
                .with("Path", command.isEmpty() ? "" : command.getFirst())
                .with("Args", command.isEmpty() ? List.of() : command.subList(1, command.size()))
                .with("State", ContainerState.shape(container))
                .with("Image", container.imageId())
                .with("ResolvConfPath", folder + "/resolv.conf")
                .with("HostnamePath", folder + "/hostname")
                .with("HostsPath", folder + "/hosts")
                .with("LogPath", folder + "/log")
                .with("Name", "/" + container.name())
                .with("RestartCount", container.restartCount())
                .with("Driver", "overlay2")
                .with("Platform", "linux")
                .with("MountLabel", "")
                .with("ProcessLabel", "")
                .with("AppArmorProfile", "")
                .with("ExecIDs", Absent.nullIfEmpty(container.execIds()))
                .with("HostConfig", HostShapes.of(container))
                .with("GraphDriver", Shape.of().with("Data", null).with("Name", "overlay2"))
                .with("Mounts", HostShapes.mounts(container))
                .with("Config", ConfigShapes.of(container))
                .with("NetworkSettings", endpoints.settings(container));
    }

    /// One line of a list.
    ///
    /// @param aliases what others call it by their links, `/parent/alias`
    Shape listed(Container container, List<String> aliases, String image, Instant now) {
        return Shape.of()
                .with("Id", container.id())
                .with(
                        "Names",
                        Stream.concat(Stream.of("/" + container.name()), aliases.stream())
                                .toList())
                .with("Image", image)
                .with("ImageID", container.imageId())
                .with("Command", command(container.command()))
                .with("Created", container.created().getEpochSecond())
                .with(
                        "Ports",
                        container.sandbox().isEmpty()
                                ? List.of()
                                : Ports.listed(
                                        container.spec().config().exposedPorts(),
                                        container.sandbox().map(Sandbox::ports).orElse(List.of())))
                .with("Labels", new TreeMap<>(container.spec().config().labels()))
                .with("State", ContainerState.word(container.state()))
                .with("Status", ContainerState.phrase(container, now))
                .with(
                        "HostConfig",
                        Map.of(
                                "NetworkMode",
                                HostShapes.networkMode(container.spec().networking())))
                .with("NetworkSettings", Map.of("Networks", endpoints.byNetwork(container)))
                .with("Mounts", HostShapes.mounts(container));
    }

    /// The command on one line: words with blanks in single quotes.
    static String command(List<String> words) {
        List<String> shown = new ArrayList<>();
        for (String word : words) {
            shown.add(word.contains(" ") && !shown.isEmpty() ? "'" + word + "'" : word);
        }
        return String.join(" ", shown);
    }
}
