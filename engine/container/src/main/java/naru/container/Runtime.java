package naru.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.linux.Cgroups;
import naru.linux.Child;
import naru.linux.Errno;
import naru.linux.MountNamespace;
import naru.linux.SealedProgram;
import naru.linux.Spawn;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The OCI runtime's command line (crun or runc): what is not done through conmon.
///
/// crun refuses to create containers in the hybrid cgroup layout unless the empty version 2 hierarchy is out of sight,
/// so there it is called by way of nsenter(1) in a mount namespace without it.
final class Runtime implements AutoCloseable {
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final Path UNIFIED = Path.of("/sys/fs/cgroup/unified");
    /// Runtimes that have nothing of a container but its control group and a folder.
    private static final Set<String> PLAIN = Set.of("crun", "runc");

    private final Path program;
    private final Path state;
    private final @Nullable SealedProgram sealed;
    private final boolean hidden;
    private final boolean plain;
    private final boolean crun;
    private final boolean scopes;
    private final CompiledFilters filters = new CompiledFilters();

    private Runtime(Path program, Path state, boolean hidden, boolean scopes) {
        String name = String.valueOf(program.getFileName());
        this.program = program;
        this.state = state;
        this.crun = name.equals("crun");
        this.sealed =
                crun ? new SealedProgram(program) : null; // another one may be a script, or need to be where it is
        this.hidden = hidden && crun;
        this.plain = PLAIN.contains(name);
        this.scopes = scopes;
    }

    /// A program as a runtime.
    ///
    /// @param state folder in which it remembers its containers
    /// @param driver who makes the control groups of containers that it creates
    static Runtime of(Path program, Path state, CgroupDriver driver) {
        boolean hybrid = Cgroups.layout() == Cgroups.Layout.HYBRID;
        return new Runtime(program, state, hybrid, driver == CgroupDriver.SYSTEMD);
    }

    /// With control groups of version 2, crun locks memory for its filter of devices and gives up where it may not
    /// (a machine that is a container without CAP_SYS_RESOURCE); runc goes on.
    static boolean works(String name) {
        return !name.equals("crun")
                || Cgroups.layout() != Cgroups.Layout.V2
                || Capabilities.ofThisProcess().holds("SYS_RESOURCE");
    }

    static @Nullable Path which(String name) {
        for (String folder : List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin", "/bin", "/sbin")) {
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /// How containers are created; to be closed when that is done.
    ///
    /// @param command the program and its first arguments
    /// @param view the mount namespace in which that happens, not entered yet; null for our own
    record Creator(List<String> command, @Nullable MountNamespace view) implements AutoCloseable {
        /// What is mounted now is seen in the mount namespace.
        void enter() {
            try {
                if (view != null) {
                    view.enter();
                }
            } catch (Errno e) {
                throw Fault.internal("cannot make a mount namespace for the runtime: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            if (view != null) {
                view.close();
            }
        }
    }

    /// The program to create containers with.
    Creator creator() {
        List<String> command = scopes ? command("--systemd-cgroup") : command();
        if (!hidden) {
            return new Creator(command, null);
        }
        MountNamespace view = MountNamespace.prepare(UNIFIED);
        return new Creator(view.command(command), view);
    }

    /// Completes a container's config.json, before it is created.
    void complete(ObjectNode spec) {
        if (scopes) {
            ScopeProperties.addTo(spec);
        }
        if (crun) {
            filters.addTo(spec);
        }
    }

    /// Lets a created container's first process go; a failure is a fault with the runtime's own words.
    ///
    /// @param spec what it was created with
    void start(String id, ObjectNode spec) {
        if (crun) {
            filters.learn(spec, state.resolve(id));
        }
        if (!crun || !CrunStart.letGo(state.resolve(id))) {
            run("start", id);
        }
    }

    /// Its program.
    Path program() {
        return program;
    }

    Path state() {
        return state;
    }

    /// How a command is run in a container by conmon.
    Creator executor() {
        return new Creator(command(), null);
    }

    /// Forgets a container, and ends what is left of it.
    ///
    /// @param empty there is no control group of it any more, hence no process: most runtimes need not be asked
    void forget(String id, boolean empty) {
        Path folder = state.resolve(id);
        if (empty && plain) {
            Runner.deleteTree(folder);
        } else if (Files.exists(folder)) {
            attempt("delete", "--force", id);
        }
    }

    /// A command line of the runtime.
    List<String> command(String... words) {
        Path runnable = sealed == null ? program : sealed.path();
        List<String> command = new ArrayList<>(List.of(runnable.toString(), "--root", state.toString()));
        command.addAll(List.of(words));
        return command;
    }

    @Override
    public void close() {
        if (sealed != null) {
            sealed.close();
        }
    }

    /// Runs a command to its end; a failure is a fault with the runtime's own words.
    void run(String... words) {
        Result result = attempt(words);
        if (result.code != 0) {
            throw Fault.internal("the runtime cannot " + words[0] + " the container: " + message(result.output), null);
        }
    }

    /// How a command ended.
    record Result(int code, String output) {}

    Result attempt(String... words) {
        try (Child child = Spawn.of(command(words)).writes(1, 2).start()) {
            String output = new String(child.output(1).readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8);
            child.output(1).transferTo(OutputStream.nullOutputStream());
            return new Result(child.waitFor(), output);
        } catch (IOException | Errno e) {
            throw Fault.internal("cannot start the runtime " + program + ": " + e.getMessage(), e);
        }
    }

    /// The runtime's sentence out of its output: the last line, without log decorations.
    static String message(String output) {
        String last = output.strip().lines().reduce("", (_, line) -> line);
        int msg = last.indexOf("msg=");
        if (msg >= 0) {
            last = last.substring(msg + 4)
                    .replaceFirst("^\"", "")
                    .replaceFirst("\"$", "")
                    .replace("\\\"", "\"");
        }
        return last.replaceFirst("^\\d{4}-\\S+Z?:? ", "").replaceFirst("^error[^:]*: ", "");
    }
}
