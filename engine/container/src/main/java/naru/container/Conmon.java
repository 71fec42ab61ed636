package naru.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import naru.base.Fault;
import naru.base.Json;
import naru.linux.Child;
import naru.linux.Errno;
import naru.linux.Fifo;
import naru.linux.Signals;
import naru.linux.Spawn;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Starts conmon, which becomes the parent of a container or a command in one: it keeps the log, the exit code and the
/// attach socket while we are away.
///
/// conmon's pipes are passed as numbers in its environment: 3 for its report, 4 to let it go, 5 for its offer of a
/// socket. It does not fork away (`--sync`), so that it stays our child; it is a session of its own and outlives us.
final class Conmon {
    private static final int REPORT = 3;
    private static final int START = 4;
    private static final int OFFER = 5;

    /// No pipe, nobody who reads it, or no longer anybody.
    private static final Set<Integer> GONE = Set.of(Errno.ENOENT, Errno.ENXIO, Errno.EPIPE);

    /// What it may leave to the kernel when a container has ended, as dockerd does: the writing of its log to the disk.
    private static final String NO_SYNC = "--no-sync-log";

    private final String program;
    private volatile @Nullable List<String> further;
    private final Map<String, Child> watching = new ConcurrentHashMap<>();
    private final Queue<Child> leaving = new ConcurrentLinkedQueue<>();

    /// @param program its path, or a name to look for
    Conmon(String program) {
        Path found = Runtime.which(program);
        this.program = found == null ? program : found.toString();
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

    /// Prepares a container; INTERNAL if the program cannot be started. Meanwhile there must be no config.json that
    /// is not to be used: conmon goes on by itself when we are killed.
    Waiting create(String id, Places places, boolean tty, boolean stdin, boolean stdinOnce) {
        List<String> command = base(id, places, tty, stdin);
        command.addAll(
                List.of("--persist-dir", places.run().toString())); // with --exec it would keep the exit file away
        if (stdin && !stdinOnce) {
            command.add("--leave-stdin-open");
        }
        try {
            return waiting(id, command, places.runtime().creator(), false);
        } catch (Errno e) {
            throw Fault.internal("cannot start " + program + ": " + e.getMessage(), e);
        }
    }

    private Waiting waiting(String id, List<String> command, Runtime.Creator creator, boolean attach) {
        try {
            return new Waiting(spawn(id, with(command, creator), attach), creator);
        } catch (RuntimeException e) {
            creator.close();
            throw e;
        }
    }

    /// The run of a container, or the command, whose conmon this was has ended: it is no zombie for long.
    void forget(String id) {
        Child child = watching.remove(id);
        if (child != null) {
            leaving.add(child);
        }
        leaving.removeIf(Child::hasEnded);
    }

    /// A container or a command being started: conmon is there, and waits to be let go.
    static final class Waiting implements AutoCloseable {
        private final Child child;
        private final Runtime.Creator creator;
        private boolean gone;

        private Waiting(Child child, Runtime.Creator creator) {
            this.child = child;
            this.creator = creator;
        }

        /// Waits until its attach socket is there.
        private void offer() throws IOException {
            child.input(START).write(0);
            child.input(START).flush();
            if (child.output(OFFER).read() < 0) {
                close();
                throw Fault.internal("conmon did not offer a socket: exit code " + child.waitFor(), null);
            }
        }

        /// Lets it go and answers the first process' number: of a container that is created and not started yet, of a
        /// command that runs. A refusal of the runtime is a fault of kind INVALID with its words.
        int go() throws IOException {
            creator.enter();
            gone = true;
            return pid(Conmon.go(child));
        }

        /// Ends it if it was not let go.
        @Override
        public void close() {
            if (!gone) {
                gone = true;
                Signals.send(child.pid(), Signals.SIGKILL);
                child.waitFor();
                child.close();
            }
            creator.close();
        }
    }

    /// Prepares a further command in a container, whose attach socket is there; attach to it, then let it go.
    Waiting exec(String container, String execId, Places places, Path processSpec, boolean tty, boolean stdin)
            throws IOException {
        List<String> command = base(container, places, tty, stdin);
        command.addAll(List.of("--exec", "--exec-attach", "--exec-process-spec", processSpec.toString()));
        command.set(command.indexOf("--cuuid") + 1, execId);
        Waiting waiting = waiting(execId, command, places.runtime().executor(), true);
        try {
            waiting.offer();
            return waiting;
        } catch (IOException | Fault e) {
            waiting.close();
            throw e;
        }
    }

    private List<String> base(String id, Places places, boolean tty, boolean stdin) {
        List<String> command = new ArrayList<>(List.of(
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
        command.addAll(further());
        return command;
    }

    /// Options that not every conmon has: those whose words the program holds (it is not run to ask it).
    private List<String> further() {
        List<String> known = further;
        if (known == null) {
            known = holds(NO_SYNC.substring(2)) ? List.of(NO_SYNC) : List.of();
            further = known;
        }
        return known;
    }

    private boolean holds(String words) {
        try {
            return new String(Files.readAllBytes(Path.of(program)), StandardCharsets.ISO_8859_1).contains(words);
        } catch (IOException e) {
            return false;
        }
    }

    /// Adds how the runtime is called.
    private static List<String> with(List<String> command, Runtime.Creator creator) {
        command.addAll(List.of("--runtime", creator.command().getFirst()));
        for (String word : creator.command().subList(1, creator.command().size())) {
            command.add("--runtime-arg=" + word);
        }
        return command;
    }

    private Child spawn(String id, List<String> command, boolean attach) {
        Spawn spawn = Spawn.of(command)
                .with("_OCI_SYNCPIPE", Integer.toString(REPORT))
                .with("_OCI_STARTPIPE", Integer.toString(START))
                .without("NOTIFY_SOCKET")
                .writes(REPORT)
                .reads(START);
        if (attach) {
            spawn.with("_OCI_ATTACHPIPE", Integer.toString(OFFER)).writes(OFFER);
        }
        Child child = spawn.start();
        watching.put(id, child);
        return child;
    }

    /// Lets it go and reads its report: a process number, or a negative one with the runtime's message.
    private static JsonNode go(Child child) throws IOException {
        try (child;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(child.output(REPORT), StandardCharsets.UTF_8))) {
            child.input(START).write(0);
            child.input(START).close();
            String line = reader.readLine();
            if (line == null) {
                throw Fault.internal("conmon ended without a word: exit code " + child.waitFor(), null);
            }
            return Json.tree(line.getBytes(StandardCharsets.UTF_8));
        }
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

    /// Writes to the pipe that conmon takes orders from. One that has ended, or is about to, needs none: its pipe is
    /// there for a while, and whoever waited for a reader would wait for ever.
    private static void tell(Path folder, String order) {
        try (Fifo control = Fifo.open(folder.resolve("ctl"))) {
            control.write(order.getBytes(StandardCharsets.US_ASCII));
        } catch (Errno e) {
            if (!GONE.contains(e.number())) {
                throw Fault.internal("cannot give conmon an order: " + e.getMessage(), e);
            }
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
