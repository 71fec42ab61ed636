package naru.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Fault;
import naru.base.HostName;
import naru.base.Ids;

/// What becomes of a wish for a container: merged with its image, its mounts resolved, its volumes made.
final class Creation {
    private final ContainerMounts mounts;
    private final Runtimes runtimes;

    Creation(ContainerMounts mounts, Runtimes runtimes) {
        this.mounts = mounts;
        this.runtimes = runtimes;
    }

    /// The name of one that was given none: on the host's network it has the host's.
    private static String hostname(ContainerSpec spec, String id) {
        return spec.networking().mode().equals("host") ? HostName.read() : Ids.shorten(id);
    }

    /// The container as it will be remembered; makes missing volumes and, for `-v`, missing folders of the host.
    ///
    /// @param others how to find the container that `--volumes-from` names
    Kept create(String id, String name, ContainerSpec spec, Roots.Base base, Function<String, Container> others) {
        Config config = Merge.of(spec.config(), base.config(), hostname(spec, id));
        List<String> command = new ArrayList<>(config.entrypoint() == null ? List.of() : config.entrypoint());
        command.addAll(config.cmd() == null ? List.of() : config.cmd());
        spec.restart().check(config);
        if (command.isEmpty()) {
            throw Fault.invalid("no command specified");
        }
        Environment.check(spec.config().env());
        return new Kept(
                id,
                name,
                Instant.now(),
                resolved(spec.withConfig(config), others),
                base.id(),
                command,
                new State.Created(0, ""),
                mounts.of(id, spec.storage(), config.volumes(), others),
                Optional.empty(),
                0,
                false);
    }

    /// With other containers by their ids, since names can change, and the runtime by its name, since the default can.
    private ContainerSpec resolved(ContainerSpec spec, Function<String, Container> others) {
        Isolation isolation = spec.isolation();
        Networking networking = spec.networking();
        List<String> links = networking.links().stream()
                .map(link -> linked(Links.ref(link), others).id() + ":" + Links.alias(link))
                .toList();
        return spec.withNetworking(networking.joining(Neighbours.resolved(networking.mode(), others), links))
                .withIsolation(isolation
                        .joining(
                                Neighbours.resolved(isolation.pidMode(), others),
                                Neighbours.resolved(isolation.ipcMode(), others))
                        .runBy(runtimes.chosen(isolation.runtime())));
    }

    private static Container linked(String ref, Function<String, Container> others) {
        try {
            return others.apply(ref);
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, "could not get container for " + ref + ": " + e.sentence(), e);
        }
    }
}
