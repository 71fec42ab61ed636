package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import naru.base.Fault;

/// The OCI runtimes that containers may choose by name (`--runtime`), and the one that those get which do not. A
/// container keeps the one it was created with. Immutable.
final class Runtimes implements AutoCloseable {
    /// What Docker's clients call runc since it is run by containerd.
    private static final String SHIM = "io.containerd.runc.v2";

    private final String standard;
    private final Map<String, Runtime> named;

    private Runtimes(String standard, Map<String, Runtime> named) {
        this.standard = standard;
        this.named = named;
    }

    /// Those that are installed or added by name.
    ///
    /// @throws Fault UNAVAILABLE, naming what to install, if there is none; INVALID for one that is added
    ///     and is no program
    static Runtimes find(ContainerOptions options, Path run) throws IOException {
        Map<String, Runtime> named = new LinkedHashMap<>();
        String standard = "";
        for (String name : options.programs().runtimes()) {
            Path program = Runtime.which(name);
            if (program != null) {
                named.put(name, Runtime.of(program, run.resolve("runtime-" + name), options.cgroupDriver()));
                standard = standard.isEmpty() && Runtime.works(name) ? name : standard;
            }
        }
        if (named.containsKey("runc")) {
            named.put(SHIM, named.get("runc"));
        }
        for (Map.Entry<String, Path> added : options.programs().addedRuntimes().entrySet()) {
            named.put(added.getKey(), added(added.getKey(), added.getValue(), run, options.cgroupDriver()));
        }
        String wanted = options.programs().defaultRuntime();
        if (!wanted.isEmpty() && !named.containsKey(wanted)) {
            throw Fault.invalid("the default runtime '" + wanted + "' is not one of " + named.keySet());
        }
        standard = wanted.isEmpty() ? standard : wanted;
        if (standard.isEmpty()) {
            throw Fault.unavailable(
                    "no OCI runtime is installed ("
                            + String.join(", ", options.programs().runtimes()) + "): apt-get install crun",
                    null);
        }
        moveFirst(run.resolve("runtime"), run.resolve("runtime-" + standard));
        return new Runtimes(standard, named);
    }

    /// Before runtimes had names there was one folder: what ran then is found again.
    private static void moveFirst(Path before, Path now) throws IOException {
        if (Files.isDirectory(before) && !Files.exists(now)) {
            Files.move(before, now);
        }
    }

    private static Runtime added(String name, Path program, Path run, CgroupDriver driver) throws IOException {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*") || name.equals(SHIM)) {
            throw Fault.invalid("a runtime cannot be called '" + name + "'");
        }
        if (!program.isAbsolute() || !Files.isExecutable(program)) {
            throw Fault.invalid("the runtime " + name + " is no program: " + program);
        }
        return Runtime.of(program, run.resolve("runtime-" + name), driver);
    }

    /// The full name for one that was asked for; INVALID in Docker's words for an unknown one.
    String chosen(String asked) {
        if (asked.isEmpty()) {
            return standard;
        }
        if (!named.containsKey(asked)) {
            throw Fault.invalid("unknown or invalid runtime name: " + asked);
        }
        return asked;
    }

    /// What runs a container; INVALID in Docker's words if it is no longer there.
    Runtime of(Kept kept) {
        return of(kept.spec().isolation().runtime());
    }

    /// By the name that a container was created with; INVALID in Docker's words if it is no longer there.
    Runtime of(String name) {
        Runtime found = named.get(chosen(name));
        if (found == null) {
            throw Fault.internal("the runtime " + name + " was lost", null);
        }
        return found;
    }

    /// Makes every runtime forget a container, and end what is left of it.
    ///
    /// @param empty there is no control group of it any more, hence no process
    void forget(String id, boolean empty) {
        named.values().stream().distinct().forEach(runtime -> runtime.forget(id, empty));
    }

    /// The folders in which they keep what they know of containers; nobody else's.
    Set<String> states() {
        return named.values().stream()
                .map(runtime -> runtime.state().toString())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        named.values().stream().distinct().forEach(Runtime::close);
    }

    /// For people: what there is.
    RuntimeNames names() {
        Map<String, String> programs = new LinkedHashMap<>();
        named.forEach((name, runtime) -> programs.put(name, runtime.program().toString()));
        return new RuntimeNames(standard, programs);
    }
}
