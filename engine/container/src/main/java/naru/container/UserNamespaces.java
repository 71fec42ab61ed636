package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Json;
import naru.linux.IdMap;
import naru.linux.UserNamespace;
import tools.jackson.databind.JsonNode;

/// The user namespaces of containers, where the engine was told to keep their users apart from the
/// host's (docs/decisions/0046-other-users.md): one each, or that of the container whose namespaces
/// it joins. The caller holds the container's lock.
final class UserNamespaces {
    private static final String CONTAINER = "container:";

    private final Optional<IdMap> map;
    private final ContainerFolders folders;

    /// A container's own.
    ///
    /// @param map who its users are on the host
    /// @param file that keeps it alive while the container is created
    record Inside(IdMap map, Path file) {}

    /// @param map of new containers; empty if they have the host's users
    UserNamespaces(Optional<IdMap> map, ContainerFolders folders) {
        this.map = map;
        this.folders = folders;
    }

    /// Whether containers have some of their own unless they ask for the host's.
    boolean isOn() {
        return map.isPresent();
    }

    /// Refuses what cannot be had together with another user namespace, in Docker's words.
    void check(ContainerSpec spec) {
        Isolation isolation = spec.isolation();
        if (map.isEmpty() || isolation.usernsMode().equals("host")) {
            return;
        }
        refuse(
                isolation.privileged(),
                "privileged mode is incompatible with user namespaces.  You must run the container in the host"
                        + " namespace when running privileged mode");
        refuse(
                spec.networking().mode().equals("host"),
                "cannot share the host's network namespace when user namespaces are enabled");
        refuse(
                isolation.pidMode().equals("host"),
                "cannot share the host PID namespace when user namespaces are enabled");
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw Fault.invalid(why);
        }
    }

    /// Makes the one that a container is to have; empty for the host's.
    Optional<Inside> open(Kept kept) throws IOException {
        check(kept.spec());
        if (map.isEmpty() || kept.spec().isolation().usernsMode().equals("host")) {
            return Optional.empty();
        }
        Path file = file(kept.id());
        Files.createDirectories(file.resolveSibling("."));
        UserNamespace.release(file);
        Optional<String> other = joined(kept.spec());
        if (other.isEmpty()) {
            UserNamespace.keep(map.get(), file);
            return Optional.of(new Inside(map.get(), file));
        }
        IdMap theirs = of(other.get())
                .orElseThrow(() -> Fault.conflict("cannot join namespaces of container " + other.get()
                        + ", which has the host's users: run this one with --userns=host too"));
        UserNamespace.keep(file(other.get()), file);
        return Optional.of(new Inside(theirs, file));
    }

    /// The container that it shares namespaces with: they belong to that one's users.
    private static Optional<String> joined(ContainerSpec spec) {
        return Stream.of(
                        spec.networking().mode(),
                        spec.isolation().ipcMode(),
                        spec.isolation().pidMode())
                .filter(mode -> mode.startsWith(CONTAINER))
                .map(mode -> mode.substring(CONTAINER.length()))
                .findFirst();
    }

    /// Who the users of a container are on the host, in its last run; empty if they are the host's.
    Optional<IdMap> of(String id) {
        try {
            JsonNode linux = Json.tree(Files.readAllBytes(folders.lasting(id).resolve("config.json")))
                    .path("linux");
            return linux.path("uidMappings").isEmpty()
                    ? Optional.empty()
                    : Optional.of(new IdMap(ranges(linux.path("uidMappings")), ranges(linux.path("gidMappings"))));
        } catch (IOException | Fault _) {
            return Optional.empty(); // it never ran, or the file is damaged: it is written anew at each start
        }
    }

    private static List<IdMap.Range> ranges(JsonNode mappings) {
        List<IdMap.Range> ranges = new ArrayList<>();
        for (JsonNode one : mappings) {
            ranges.add(new IdMap.Range(
                    one.path("containerID").asLong(),
                    one.path("hostID").asLong(),
                    one.path("size").asLong()));
        }
        return ranges;
    }

    /// Lets go of a container's; who is in it keeps it.
    void clear(String id) {
        try {
            UserNamespace.release(file(id));
        } catch (IOException e) {
            throw Fault.internal("cannot let go of a user namespace: " + e.getMessage(), e);
        }
    }

    private Path file(String id) {
        return folders.running(id).resolve("userns");
    }
}
