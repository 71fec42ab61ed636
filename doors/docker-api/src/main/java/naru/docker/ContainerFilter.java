package naru.docker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import naru.base.Fault;
import naru.container.Container;
import naru.container.Containers;
import naru.container.MountPoint;
import naru.image.Image;
import naru.image.Images;

/// Which containers a list shows.
final class ContainerFilter {
    /// The names that `docker ps --filter` knows.
    static final String[] NAMES = {
        "ancestor",
        "before",
        "exited",
        "expose",
        "health",
        "id",
        "is-task",
        "isolation",
        "label",
        "name",
        "network",
        "publish",
        "since",
        "status",
        "volume"
    };

    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");
    private static final Set<String> STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead");

    private final Filters filters;
    private final Containers containers;
    private final Images images;
    private final EndpointShapes endpoints;

    ContainerFilter(Filters filters, Containers containers, Images images, EndpointShapes endpoints) {
        this.filters = filters;
        this.containers = containers;
        this.images = images;
        this.endpoints = endpoints;
        for (String state : filters.all("status")) {
            if (!STATES.contains(state)) {
                throw Fault.invalid("invalid filter 'status=" + state + "'");
            }
        }
        for (String health : filters.all("health")) {
            if (!HEALTH.contains(health)) {
                throw Fault.invalid("unrecognized filter value for health: " + health);
            }
        }
        filters.flag("is-task", false); // refused if it is neither
    }

    /// Whether the filters speak of containers that do not run, so that they are looked at too.
    boolean all() {
        return filters.has("status") || filters.has("exited") || filters.has("since") || filters.has("before");
    }

    boolean shows(Container container) {
        return filters.any("id", container.id()::startsWith)
                && filters.any("name", wanted -> named(container.name(), wanted))
                && filters.any("status", ContainerState.word(container.state())::equals)
                && filters.any("exited", code -> exited(container, code))
                && filters.any("health", container.health().status().text()::equals)
                && filters.any("ancestor", wanted -> ancestor(container, wanted))
                && filters.any("network", wanted -> network(container, wanted))
                && filters.any("volume", wanted -> volume(container.mounts(), wanted))
                && filters.any("publish", wanted -> published(container, wanted))
                && filters.any(
                        "expose",
                        wanted -> PortFilter.of(wanted)
                                .hasAny(container.spec().config().exposedPorts()))
                && filters.any("is-task", wanted -> wanted.equals("false"))
                && filters.any(
                        "before",
                        ref -> container.created().isBefore(containers.get(ref).created()))
                && filters.any(
                        "since",
                        ref -> container.created().isAfter(containers.get(ref).created()))
                && filters.labels(container.spec().config().labels());
    }

    private static boolean named(String name, String wanted) {
        try {
            Pattern pattern = Pattern.compile(wanted);
            return pattern.matcher("/" + name).find() || pattern.matcher(name).find();
        } catch (PatternSyntaxException e) {
            return name.contains(wanted);
        }
    }

    private static boolean exited(Container container, String code) {
        if (!code.matches("-?[0-9]{1,9}")) {
            throw Fault.invalid("invalid filter 'exited=" + code + "'");
        }
        return container.state() instanceof naru.container.State.Exited exited
                && exited.exitCode() == Integer.parseInt(code);
    }

    private boolean ancestor(Container container, String wanted) {
        if (container.spec().config().image().equals(wanted)) {
            return true;
        }
        List<String> wantedLayers =
                images.find(wanted).map(ContainerFilter::layers).orElse(List.of());
        List<String> own =
                images.find(container.imageId()).map(ContainerFilter::layers).orElse(List.of());
        return !wantedLayers.isEmpty()
                && own.size() >= wantedLayers.size()
                && own.subList(0, wantedLayers.size()).equals(wantedLayers);
    }

    private static List<String> layers(Image image) {
        return image.layers().stream().map(layer -> layer.diffId()).toList();
    }

    private boolean network(Container container, String wanted) {
        for (Map.Entry<String, Shape> entry : endpoints.byNetwork(container).entrySet()) {
            Object id = entry.getValue().fields().get("NetworkID");
            if (entry.getKey().equals(wanted) || (id instanceof String text && text.startsWith(wanted))) {
                return true;
            }
        }
        return false;
    }

    private static boolean volume(List<MountPoint> mounts, String wanted) {
        return mounts.stream()
                .anyMatch(mount -> mount.name().equals(wanted)
                        || mount.destination().equals(wanted)
                        || mount.source().equals(wanted));
    }

    /// Whether one of the wanted ports of the host is the container's.
    private static boolean published(Container container, String wanted) {
        PortFilter ports = PortFilter.of(wanted);
        return container.sandbox().stream()
                .flatMap(sandbox -> sandbox.ports().stream())
                .anyMatch(port -> ports.has(port.hostPort(), port.protocol().text()));
    }
}
