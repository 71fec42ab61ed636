package naru.node.pod.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.container.Container;
import naru.container.ContainerSpec;
import naru.container.Containers;
import naru.container.ExecSpec;
import naru.container.LogEntry;
import naru.container.LogOptions;
import naru.container.Logs;
import naru.container.State;
import naru.container.Streams;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.network.SandboxSpec;
import naru.node.pod.spec.ContainerPlan;
import org.jspecify.annotations.Nullable;

/// The engine of this machine. Safe for use by many threads.
public final class EngineRuntime implements PodRuntime {
    private static final int MAX_OUTPUT = 10 * 1024;

    private final Containers containers;
    private final Networks networks;

    /// Over an engine that has been restored.
    public EngineRuntime(Containers containers, Networks networks) {
        this.containers = containers;
        this.networks = networks;
    }

    @Override
    public Optional<Net> network(String sandbox) {
        return networks.sandbox(sandbox).map(EngineRuntime::net);
    }

    @Override
    public Net openNetwork(SandboxSpec wish) {
        return net(networks.open(wish));
    }

    private static Net net(Sandbox sandbox) {
        String address = sandbox.endpoints().isEmpty()
                ? ""
                : sandbox.endpoints().getFirst().ipv4();
        return new Net(address, sandbox.netns());
    }

    @Override
    public void closeNetwork(String sandbox) {
        networks.close(sandbox);
    }

    @Override
    public String create(ContainerSpec spec) {
        return containers.create(spec);
    }

    @Override
    public void start(String id) {
        containers.start(id);
    }

    @Override
    public void stop(String id, @Nullable Duration grace) {
        try {
            containers.stop(id, grace, "");
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_MODIFIED) {
                throw e;
            }
        }
    }

    @Override
    public void remove(String id) {
        try {
            containers.remove(id, true, true);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public Run run(String id) {
        return run(containers.get(id));
    }

    @Override
    public Map<String, List<Run>> runs() {
        return containers.list().stream()
                .filter(one -> labels(one).containsKey(ContainerPlan.UID))
                .sorted(Comparator.comparing(Container::created))
                .collect(Collectors.groupingBy(
                        one -> labels(one).getOrDefault(ContainerPlan.UID, ""),
                        TreeMap::new,
                        Collectors.mapping(EngineRuntime::run, Collectors.toList())));
    }

    private static Map<String, String> labels(Container container) {
        return container.spec().config().labels();
    }

    private static Run run(Container container) {
        Run.State state = switch (container.state()) {
            case State.Created(int code, String error)
            when code != 0 -> new Run.Dead(code, false, container.created(), container.created(), error);
            case State.Created _ -> new Run.Fresh();
            case State.Running(int pid, Instant since) -> new Run.Alive(pid, since);
            case State.Paused(int pid, Instant since) -> new Run.Alive(pid, since);
            case State.Restarting(int code, boolean oom, Instant since, Instant until) ->
                new Run.Dead(code, oom, since, until, "");
            case State.Exited(int code, boolean oom, Instant since, Instant until, String error) ->
                new Run.Dead(code, oom, since, until, error);
        };
        return new Run(container.id(), labels(container), container.imageId(), state);
    }

    @Override
    public Told exec(String id, List<String> command, Duration patience) {
        String exec = containers.createExec(id, ExecSpec.of(command.toArray(String[]::new)));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (Streams streams = containers.startExec(exec, false)) {
            FutureTask<Boolean> pump = new FutureTask<>(() -> {
                streams.pump((_, bytes, offset, length) ->
                        output.write(bytes, offset, Math.min(length, Math.max(0, MAX_OUTPUT - output.size()))));
                return true;
            });
            Thread.startVirtualThread(pump);
            boolean ended = await(pump, patience);
            if (!ended) {
                containers.killExec(exec);
            }
            int code = ended ? containers.awaitExec(exec).get(1, TimeUnit.SECONDS) : -1;
            return new Told(code, output.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            containers.killExec(exec);
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while a command ran", e);
        } catch (ExecutionException | TimeoutException e) {
            throw Fault.internal("the command's end is not known: " + e.getMessage(), e);
        }
    }

    private static boolean await(Future<Boolean> pump, Duration patience)
            throws InterruptedException, ExecutionException {
        try {
            return pump.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return false;
        }
    }

    @Override
    public String logEnd(String id, int lines, int bytes) {
        StringBuilder text = new StringBuilder();
        try (Logs logs = containers.logs(id, new LogOptions(true, true, null, null, lines, false))) {
            for (LogEntry entry = logs.next(); entry != null; entry = logs.next()) {
                text.append(new String(entry.line(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw Fault.internal("cannot read the log of " + id + ": " + e.getMessage(), e);
        }
        return text.substring(Math.max(0, text.length() - bytes));
    }

    @Override
    public AutoCloseable watchEnds(Consumer<String> uid) {
        return new EndWatch(containers.events(), uid);
    }
}
