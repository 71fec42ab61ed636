package naru.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// What a container that starts has of other containers: their namespaces, and what links tell of them.
///
/// @param pidNamespace of the container whose processes it sees, or null
/// @param ipcNamespace of the container whose shared memory it has, or null
/// @param sharedMemory the folder of that memory on the host, or of its own if others may have it; or null
/// @param environment `NAME=value` of linked containers
/// @param hosts names and address of linked containers, as `--add-host` writes them
record Neighbours(
        @Nullable Path pidNamespace,
        @Nullable Path ipcNamespace,
        @Nullable Path sharedMemory,
        List<String> environment,
        List<String> hosts) {
    private static final String CONTAINER = "container:";

    /// Looks for them; CONFLICT if one is needed that does not run.
    ///
    /// @param memoryOf where a container's shared memory is on the host, by its id
    static Neighbours of(Kept kept, Register register, Function<String, Path> memoryOf) {
        Isolation isolation = kept.spec().isolation();
        Unit processes = donor(isolation.pidMode(), "PID", register);
        Unit memory = donor(isolation.ipcMode(), "IPC", register);
        List<String> environment = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (Links.Link link : Links.of(kept, register)) {
            environment.addAll(link.environment());
            hosts.add(link.host());
        }
        return new Neighbours(
                processes == null ? null : proc(processes, "ns/pid"),
                memory == null ? null : proc(memory, "ns/ipc"),
                sharedMemory(kept, memory, memoryOf),
                environment,
                hosts);
    }

    /// The folder of shared memory: another container's, or its own if others may have it.
    private static @Nullable Path sharedMemory(Kept kept, @Nullable Unit donor, Function<String, Path> memoryOf) {
        if (donor != null) {
            return memoryOf.apply(donor.kept().id());
        }
        boolean shareable = kept.spec().isolation().ipcMode().equals("shareable");
        return shareable ? memoryOf.apply(kept.id()) : null;
    }

    private static Path proc(Unit unit, String path) {
        return Path.of("/proc/" + unit.pid() + "/" + path);
    }

    private static @Nullable Unit donor(String mode, String what, Register register) {
        if (!mode.startsWith(CONTAINER)) {
            return null;
        }
        Unit unit = register.find(mode.substring(CONTAINER.length()));
        if (!unit.isAlive()) {
            throw Fault.conflict("failed to join " + what + " namespace: container "
                    + unit.kept().id() + " is not running");
        }
        if (what.equals("IPC") && !unit.kept().spec().isolation().ipcMode().equals("shareable")) {
            throw Fault.invalid("failed to join IPC namespace: container "
                    + unit.kept().id() + ": non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }
        return unit;
    }

    /// A mode with the full id of the container that it names; the mode itself if it names none.
    static String resolved(String mode, Function<String, Container> others) {
        if (!mode.startsWith(CONTAINER)) {
            return mode;
        }
        String ref = mode.substring(CONTAINER.length());
        try {
            return CONTAINER + others.apply(ref).id();
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, e.sentence(), e); // not NOT_FOUND: clients would pull the image
        }
    }
}
