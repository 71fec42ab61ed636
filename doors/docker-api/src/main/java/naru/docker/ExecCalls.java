package naru.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.container.Containers;
import naru.container.Exec;
import naru.container.ExecSpec;
import naru.container.Streams;
import naru.http.Duplex;
import org.jspecify.annotations.Nullable;

/// Further commands in running containers.
final class ExecCalls {
    private final Containers containers;

    ExecCalls(Containers containers) {
        this.containers = containers;
    }

    void register(Table table) {
        table.post(24, "/containers/{id}/exec", this::create)
                .body(Wanted.class)
                .post(24, "/exec/{id}/start", this::start)
                .body(Start.class)
                .post(24, "/exec/{id}/resize", this::resize, "h", "w")
                .get(24, "/exec/{id}/json", this::inspect);
    }

    /// What a client asks for.
    record Wanted(
            @Nullable List<String> cmd,
            @Nullable List<String> env,
            @Nullable String user,
            @Nullable String workingDir,
            boolean privileged,
            boolean tty,
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            @Nullable String detachKeys,
            @Nullable List<Integer> consoleSize) {}

    /// How it is started.
    record Start(boolean detach, boolean tty, @Nullable List<Integer> consoleSize) {}

    private void create(Call call) throws IOException {
        Wanted wanted = call.body(Wanted.class);
        if (Absent.list(wanted.cmd()).isEmpty()) {
            throw Fault.invalid("No exec command specified");
        }
        DetachKeys.of(Absent.text(wanted.detachKeys()), wanted.tty()); // refused before there is anything
        call.rights().command(wanted.privileged());
        call.created(containers.createExec(
                call.variable("id"),
                new ExecSpec(
                        Absent.list(wanted.cmd()),
                        Absent.list(wanted.env()),
                        Absent.text(wanted.user()),
                        Absent.text(wanted.workingDir()),
                        wanted.privileged(),
                        wanted.tty(),
                        wanted.attachStdin(),
                        wanted.attachStdout(),
                        wanted.attachStderr(),
                        Absent.text(wanted.detachKeys()),
                        Absent.list(wanted.consoleSize()))));
    }

    private void start(Call call) throws IOException {
        Start wanted = call.bodyOrEmpty(Start.class);
        Exec exec = containers.exec(call.variable("id"));
        if (exec.running() || exec.exitCode().isPresent()) {
            throw Fault.conflict(
                    "Error: Exec command " + exec.id() + (exec.running() ? " is already running" : " has already run"));
        }
        if (wanted.detach()) {
            containers.startExec(exec.id(), true).close();
            call.empty(200);
            return;
        }
        boolean tty = exec.spec().tty();
        try (Duplex client = call.exchange().hijack(Frames.mediaType(tty, call.version()))) {
            run(exec, wanted, client);
        }
    }

    /// What goes wrong from here on is told as output, since the connection has been handed over.
    private void run(Exec exec, Start wanted, Duplex client) throws IOException {
        ExecSpec spec = exec.spec();
        try (Streams streams = containers.startExec(exec.id(), false)) {
            List<Integer> size = wanted.consoleSize() == null ? spec.console() : wanted.consoleSize();
            if (spec.tty() && size.size() == 2 && size.getFirst() > 0) {
                containers.resizeExec(exec.id(), size.get(0), size.get(1));
            }
            Wiretap.join(
                    streams, client, spec.attachStdin(), spec.attachStdout(), spec.attachStderr(), detaching(exec));
        } catch (Fault fault) {
            byte[] sentence = (fault.sentence() + "\r\n").getBytes(StandardCharsets.UTF_8);
            new Frames(client.out(), spec.tty()).stdout(sentence, 0, sentence.length);
            client.closeOutput();
        }
    }

    private Wiretap.Detaching detaching(Exec exec) {
        DetachKeys keys = DetachKeys.of(exec.spec().detachKeys(), exec.spec().tty());
        return new Wiretap.Detaching(
                keys,
                () -> new Told(containers)
                        .container("exec_detach", containers.get(exec.containerId()), Map.of("execID", exec.id())));
    }

    private void resize(Call call) throws IOException {
        containers.resizeExec(call.variable("id"), ContainerCalls.Size.rows(call), ContainerCalls.Size.columns(call));
        call.empty(200);
    }

    private void inspect(Call call) throws IOException {
        Exec exec = containers.exec(call.variable("id"));
        ExecSpec spec = exec.spec();
        List<String> command = spec.command();
        call.json(Shape.of()
                .with("ID", exec.id())
                .with("Running", exec.running())
                .with("ExitCode", exec.exitCode().isPresent() ? exec.exitCode().getAsInt() : null)
                .with(
                        "ProcessConfig",
                        Shape.of()
                                .with("tty", spec.tty())
                                .with("entrypoint", command.getFirst())
                                .with("arguments", command.subList(1, command.size()))
                                .with("privileged", spec.privileged())
                                .withIf(!spec.user().isEmpty(), "user", spec.user()))
                .with("OpenStdin", spec.attachStdin())
                .with("OpenStderr", spec.attachStderr())
                .with("OpenStdout", spec.attachStdout())
                .with("CanRemove", !exec.running() && exec.exitCode().isPresent())
                .with("ContainerID", exec.containerId())
                .with("DetachKeys", spec.detachKeys())
                .with("Pid", exec.pid()));
    }
}
