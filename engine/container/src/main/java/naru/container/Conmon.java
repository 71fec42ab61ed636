package naru.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Starts conmon, which becomes the parent of a container or a command in one: it keeps the log, the exit code and the
/// attach socket while we are away.
///
/// conmon's pipes are passed as numbers in its environment. A Java process can hand on only descriptors 0 to 2, so
/// a shell moves them to 3, 4 and 5 before it becomes conmon. conmon does not fork away (`--sync`): when a child of
/// ours ends, the JDK closes its pipes, even if a grandchild still writes to them. It is a session of its own and
/// outlives us.
final class Conmon {
    private static final String MOVE = "exec \"$@\" 3>&1 4<&0 5>&2 0</dev/null 1>/dev/null 2>/dev/null";
    private static final long PATIENCE_SECONDS = 60;

    private final String program;

    Conmon(String program) {
        this.program = program;
    }

    /// Where conmon keeps what.
    ///
    /// @param bundle folder with the runtime's config.json
    /// @param exits folder in which a file named by the id appears with the exit code
    /// @param run folder for pid files, sockets and `oom`
    /// @param log the log file; null for none
    /// @param runtime what runs the container
    record Places(
            Path bundle, Path exits, Path run, @Nullable Path log, Runtime runtime) {}

    /// Creates a container, not started yet, and answers its first process' number. A refusal of the runtime is a fault
    /// of kind INVALID with its words.
    int create(String id, Places places, boolean tty, boolean stdin, boolean stdinOnce) {
        List<String> command = base(id, places, tty, stdin, false);
        command.addAll(
                List.of("--persist-dir", places.run().toString())); // with --exec it would keep the exit file away
        if (stdin && !stdinOnce) {
            command.add("--leave-stdin-open");
        }
        try {
            Process process = spawn(command, false);
            try (OutputStream start = process.getOutputStream()) {
                start.write(0);
            }
            return pid(read(process));
        } catch (IOException e) {
            throw Fault.internal("cannot start " + program + ": " + e.getMessage(), e);
        }
    }

    /// A command being started: its attach socket is there, and it waits to be let go.
    final class Waiting {
        private final Process process;

        private Waiting(Process process) {
            this.process = process;
        }

        /// Lets the command start and answers its process number.
        int go() throws IOException {
            try (OutputStream start = process.getOutputStream()) {
                start.write(0);
            }
            return pid(read(process));
        }
    }

    /// Prepares a further command in a container; attach to its socket, then let it go.
    Waiting exec(String container, String execId, Places places, Path processSpec, boolean tty, boolean stdin)
            throws IOException {
        List<String> command = base(container, places, tty, stdin, true);
        command.addAll(List.of("--exec", "--exec-attach", "--exec-process-spec", processSpec.toString()));
        command.set(command.indexOf("--cuuid") + 1, execId);
        Process process = spawn(command, true);
        process.getOutputStream().write(0);
        process.getOutputStream().flush();
        if (process.getErrorStream().read() < 0) {
            throw Fault.internal("conmon did not offer a socket: " + message(process), null);
        }
        return new Waiting(process);
    }

    private List<String> base(String id, Places places, boolean tty, boolean stdin, boolean exec) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                MOVE,
                "sh",
                program,
                "--sync",
                "--api-version",
                "1",
                "--cid",
                id,
                "--cuuid",
                id,
                "--name",
                id,
                "--runtime",
                (exec ? places.runtime().program() : places.runtime().creator()).toString(),
                "--runtime-arg",
                "--root",
                "--runtime-arg",
                places.runtime().state().toString(),
                "--bundle",
                places.bundle().toString(),
                "--container-pidfile",
                places.run().resolve("pid").toString(),
                "--conmon-pidfile",
                places.run().resolve("conmon.pid").toString(),
                "--exit-dir",
                places.exits().toString(),
                "--full-attach",
                "--log-path",
                places.log() == null ? "none" : "k8s-file:" + places.log(),
                "--log-level",
                "error"));
        if (tty) {
            command.add("--terminal");
        }
        if (stdin) {
            command.add("--stdin");
        }
        return command;
    }

    private static Process spawn(List<String> command, boolean attach) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("_OCI_SYNCPIPE", "3");
        builder.environment().put("_OCI_STARTPIPE", "4");
        if (attach) {
            builder.environment().put("_OCI_ATTACHPIPE", "5");
        }
        builder.environment().remove("NOTIFY_SOCKET");
        builder.directory(Path.of("/").toFile());
        return builder.start();
    }

    /// conmon's report: a process number, or a negative one with the runtime's message.
    private static JsonNode read(Process process) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            if (line == null) {
                throw Fault.internal("conmon ended without a word: " + message(process), null);
            }
            return Json.tree(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String message(Process process) throws IOException {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "exit code " + (process.isAlive() ? "none" : process.exitValue());
    }

    /// Sets the size of a terminal; without one of no effect.
    ///
    /// @param folder the bundle's
    static void resize(Path folder, int rows, int columns) {
        tell(folder, "1 " + rows + " " + columns + "\n");
    }

    /// Makes conmon close its log and begin one under the same name: what has been renamed away stays whole.
    ///
    /// @param folder the bundle's
    static void reopenLog(Path folder) {
        tell(folder, "2 0 0\n");
    }

    /// Writes to the pipe that conmon takes orders from.
    private static void tell(Path folder, String order) {
        Path control = folder.resolve("ctl");
        if (!Files.exists(control)) {
            return;
        }
        try {
            Files.writeString(control, order, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Fault.internal("cannot give conmon an order: " + e.getMessage(), e);
        }
    }

    private static int pid(JsonNode report) {
        int data = report.path("data").asInt(report.path("pid").asInt(-1));
        if (data < 0) {
            throw Refusals.explain(report.path("message").asString(""));
        }
        return data;
    }
}
