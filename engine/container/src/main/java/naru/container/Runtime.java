package naru.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.linux.Cgroups;

/// The OCI runtime's command line (crun or runc): what is not done through conmon.
///
/// crun refuses to create containers in the hybrid cgroup layout unless the empty version 2 hierarchy is out of sight,
/// so there it is called through a line of shell that unmounts it in a mount namespace of its own (3 ms).
final class Runtime {
    private static final int MAX_MESSAGE = 16 * 1024;

    private final Path program;
    private final Path creator;
    private final Path state;

    private Runtime(Path program, Path creator, Path state) {
        this.program = program;
        this.creator = creator;
        this.state = state;
    }

    /// A program as a runtime.
    ///
    /// @param run folder for what it needs beside it
    /// @param state folder in which it remembers its containers
    static Runtime of(Path program, Path run, Path state) throws IOException {
        boolean crun = String.valueOf(program.getFileName()).equals("crun");
        boolean wrapped = crun && Cgroups.layout() == Cgroups.Layout.HYBRID;
        return new Runtime(program, wrapped ? wrapper(program, run) : program, state);
    }

    /// With control groups of version 2, crun locks memory for its filter of devices and gives up where it may not
    /// (a machine that is a container without CAP_SYS_RESOURCE); runc goes on.
    static boolean works(String name) {
        return !name.equals("crun")
                || Cgroups.layout() != Cgroups.Layout.V2
                || Capabilities.ofThisProcess().holds("SYS_RESOURCE");
    }

    static @org.jspecify.annotations.Nullable Path which(String name) {
        for (String folder : List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin", "/bin", "/sbin")) {
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static Path wrapper(Path crun, Path run) throws IOException {
        String suffix = crun.equals(which("crun")) ? "" : "-" + Integer.toHexString(crun.hashCode());
        Path script = run.resolve("crun-without-unified" + suffix);
        Path fresh = run.resolve(".crun-without-unified" + suffix);
        Files.writeString(
                fresh,
                "#!/bin/sh\nexec unshare --mount --propagation slave /bin/sh -c 'umount -l /sys/fs/cgroup/unified; exec "
                        + crun + " \"$@\"' crun \"$@\"\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(fresh, script, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return script;
    }

    /// The program to create containers with.
    Path creator() {
        return creator;
    }

    /// The program for everything else.
    Path program() {
        return program;
    }

    Path state() {
        return state;
    }

    /// A command line of the runtime.
    List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--root", state.toString()));
        command.addAll(List.of(words));
        return command;
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
        try {
            Process process =
                    new ProcessBuilder(command(words)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw Fault.internal("cannot start the runtime " + program + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the runtime worked", e);
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
