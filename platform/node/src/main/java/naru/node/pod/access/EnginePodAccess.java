package naru.node.pod.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import naru.base.Channel;
import naru.base.Fault;
import naru.base.Json;
import naru.container.AttachOptions;
import naru.container.Container;
import naru.container.Containers;
import naru.container.ExecSpec;
import naru.container.ExitResult;
import naru.container.LogOptions;
import naru.container.State;
import naru.container.Streams;
import naru.container.Usage;
import naru.container.WaitCondition;
import naru.network.Networks;
import naru.network.Sandbox;
import naru.node.PodAccess;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Access to the pods of this node through its engine. Safe for use by many threads.
public final class EnginePodAccess implements PodAccess {
    private static final long TICK_NANOS = 10_000_000;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;

    private final PodDirectory pods;
    private final Containers containers;
    private final Networks networks;
    private final Meter meter = new Meter();
    private final Instant began = Instant.now();
    private final long busyBefore = busyNanos();

    /// Over the engine that the pods run in.
    public EnginePodAccess(PodDirectory pods, Containers containers, Networks networks) {
        this.pods = pods;
        this.containers = containers;
        this.networks = networks;
    }

    private PodDirectory.Entry pod(Target target) {
        return pods.find(target.namespace(), target.pod(), target.uid())
                .orElseThrow(() -> Fault.notFound("pods \"" + target.pod() + "\" not found on this node"));
    }

    /// The container that is meant: the named one, the annotated one, or the only or first one.
    private static String container(PodDirectory.Entry entry, Target target) {
        if (!target.container().isEmpty()) {
            return entry.pod()
                    .container(target.container())
                    .map(PodContainer::name)
                    .orElseThrow(() -> Fault.notFound("container " + target.container() + " is not valid for pod "
                            + entry.pod().name()));
        }
        String annotated =
                Doc.text(entry.pod().document(), "metadata", "annotations", "kubectl.kubernetes.io/default-container");
        List<String> main = entry.pod().containers().stream()
                .filter(one -> one.role() == PodContainer.Role.MAIN)
                .map(PodContainer::name)
                .toList();
        if (main.contains(annotated)) {
            return annotated;
        }
        if (main.size() != 1) {
            throw Fault.invalid(
                    "a container name must be specified for pod " + entry.pod().name() + ", choose one of: " + main);
        }
        return main.getFirst();
    }

    private String latest(Target target) {
        PodDirectory.Entry entry = pod(target);
        String name = container(entry, target);
        List<String> runs = entry.runs().getOrDefault(name, List.of());
        if (runs.isEmpty()) {
            throw Fault.conflict("container \"" + name + "\" in pod \""
                    + entry.pod().name() + "\" is waiting to start: it has not run yet");
        }
        return runs.getLast();
    }

    private String previous(Target target) {
        PodDirectory.Entry entry = pod(target);
        String name = container(entry, target);
        List<String> runs = entry.runs().getOrDefault(name, List.of());
        if (runs.size() < 2) {
            throw Fault.notFound("previous terminated container \"" + name + "\" in pod \""
                    + entry.pod().name() + "\" not found");
        }
        return runs.get(runs.size() - 2);
    }

    @Override
    public InputStream log(Target target, LogRequest request) {
        String id = request.previous() ? previous(target) : latest(target);
        int tail = request.tailLines() < 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, request.tailLines());
        LogOptions options =
                new LogOptions(true, true, since(request), null, tail, request.follow() && !request.previous());
        return new LogStream(containers.logs(id, options), request.timestamps(), request.limitBytes());
    }

    private static @Nullable Instant since(LogRequest request) {
        if (request.sinceSeconds() > 0) {
            return Instant.now().minusSeconds(request.sinceSeconds());
        }
        return request.sinceTime().isEmpty()
                ? null
                : OffsetDateTime.parse(request.sinceTime()).toInstant();
    }

    @Override
    public Session exec(Target target, List<String> command, boolean stdin, boolean terminal) {
        String id = latest(target);
        ExecSpec spec = new ExecSpec(command, List.of(), "", "", false, terminal, stdin, true, true, "", List.of());
        String exec = containers.createExec(id, spec);
        Streams streams = containers.startExec(exec, false);
        return new EngineSession(
                streams,
                stdin,
                containers.awaitExec(exec),
                (rows, columns) -> containers.resizeExec(exec, rows, columns),
                () -> containers.killExec(exec));
    }

    @Override
    public Session attach(Target target, boolean stdin, boolean terminal) {
        String id = latest(target);
        if (!containers.get(id).isAlive()) {
            throw Fault.conflict("container " + target.container() + " of pod " + target.pod() + " does not run");
        }
        CompletableFuture<Integer> end =
                containers.await(id, WaitCondition.NOT_RUNNING).thenApply(ExitResult::exitCode);
        Streams streams = containers.attach(id, new AttachOptions(true, false, stdin, true, true));
        return new EngineSession(
                streams, stdin, end, (rows, columns) -> containers.resize(id, rows, columns), () -> {});
    }

    @Override
    public Channel forward(Target target, int port) {
        PodDirectory.Entry entry = pod(target);
        Sandbox sandbox = networks.sandbox(entry.sandbox())
                .orElseThrow(() -> Fault.conflict("pod " + target.pod() + " has no network now: it does not run"));
        String address = sandbox.endpoints().isEmpty()
                ? ""
                : sandbox.endpoints().getFirst().ipv4();
        return Forward.connect(sandbox.netns(), address, port);
    }

    @Override
    public ObjectNode usage() {
        ObjectNode usage = Json.mapper().createObjectNode();
        usage.putObject("node")
                .put("cpuNanoCores", meter.rate("node", busyNanos() - busyBefore, began))
                .put("memoryBytes", usedMemory());
        ArrayNode list = usage.putArray("pods");
        for (PodDirectory.Entry entry : pods.entries()) {
            ObjectNode pod = list.addObject();
            pod.put("namespace", entry.pod().namespace())
                    .put("name", entry.pod().name());
            ArrayNode own = pod.putArray("containers");
            entry.runs().forEach((name, runs) -> {
                if (!runs.isEmpty()) {
                    measure(own, name, runs.getLast());
                }
            });
        }
        return usage;
    }

    private void measure(ArrayNode into, String name, String id) {
        try {
            Container container = containers.get(id);
            if (container.state() instanceof State.Running(int pid, Instant since)) {
                Usage usage = Usage.of(pid);
                into.addObject()
                        .put("name", name)
                        .put("cpuNanoCores", meter.rate(id, usage.cpuNanos(), since))
                        .put("memoryBytes", Meter.workingSet(usage));
            }
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e; // one that is gone meanwhile uses nothing
            }
        }
    }

    private static long busyNanos() {
        long ticks = 0;
        String[] words = first(Path.of("/proc/stat"), "cpu ").split("\\s+");
        for (int i = 1; i < Math.min(words.length, 9); i++) {
            ticks += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(words[i]);
        }
        return ticks * TICK_NANOS;
    }

    private static long usedMemory() {
        return (number("MemTotal:") - number("MemAvailable:")) * 1024;
    }

    private static long number(String name) {
        String digits = first(Path.of("/proc/meminfo"), name).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static String first(Path file, String beginning) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(beginning)).findFirst().orElse("");
        } catch (IOException e) {
            throw Fault.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
