package naru.app.workshop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import naru.base.Fault;
import naru.base.Ids;
import naru.container.Containers;
import naru.container.ExecSpec;
import naru.container.Stream;
import naru.container.Streams;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;

/// A container in which steps run as further commands.
final class ContainerPlace implements Place {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final int COOKIE_BYTES = 16;
    private static final int POLL_MILLIS = 2;

    private final Containers containers;
    private final String id;
    private final String workspace;
    private final Map<String, String> environment;

    ContainerPlace(Containers containers, String id, String workspace, Map<String, String> environment) {
        this.containers = containers;
        this.id = id;
        this.workspace = workspace;
        this.environment = environment;
    }

    @Override
    public String workspace() {
        return workspace;
    }

    @Override
    public int run(Command command, InputStream input, Workshop.Output out, Workshop.Output err)
            throws InterruptedException {
        String cookie = Ids.secret(COOKIE_BYTES);
        String exec = containers.createExec(id, spec(command, cookie));
        try (Streams streams = containers.startExec(exec, false)) {
            Thread.startVirtualThread(() -> feed(input, streams));
            FutureTask<Boolean> pump = new FutureTask<>(() -> {
                streams.pump((stream, bytes, offset, length) -> {
                    byte[] part = offset == 0 ? bytes : java.util.Arrays.copyOfRange(bytes, offset, offset + length);
                    (stream == Stream.STDOUT ? out : err).write(part, length);
                });
                return true;
            });
            Thread.startVirtualThread(pump);
            pump.get();
            return code(exec);
        } catch (ExecutionException e) {
            Cookies.kill(Cookies.VARIABLE + "=" + cookie);
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : Fault.internal("the step's output broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Cookies.kill(Cookies.VARIABLE + "=" + cookie);
            throw e;
        }
    }

    private ExecSpec spec(Command command, String cookie) {
        List<String> all = new ArrayList<>();
        environment.forEach((name, value) -> all.add(name + "=" + value));
        command.environment().forEach((name, value) -> all.add(name + "=" + value));
        all.add(Cookies.VARIABLE + "=" + cookie);
        return ExecSpec.of(command.words().toArray(String[]::new))
                .as("", command.folder(), all.toArray(String[]::new))
                .withStdin();
    }

    private static void feed(InputStream input, Streams streams) {
        try (OutputStream to = streams.stdin()) {
            input.transferTo(to);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "a program ended before it read all its input", e);
        }
    }

    private int code(String exec) throws InterruptedException {
        while (true) {
            OptionalInt code = containers.exec(exec).exitCode();
            if (code.isPresent()) {
                return code.getAsInt();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        containers.remove(id, true, true);
    }
}
