package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Ids;
import naru.container.ContainerSpec;
import naru.network.SandboxSpec;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.ContainerPlan;
import org.jspecify.annotations.Nullable;

/// An engine without containers: runs are records, which a test ends as it likes.
final class FakeRuntime implements PodRuntime {
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Set<String> networks = ConcurrentHashMap.newKeySet();
    private volatile Consumer<String> ends = _ -> {};
    volatile int probeCode;
    volatile Runnable onStop = () -> {};

    @Override
    public Optional<Net> network(String sandbox) {
        return networks.contains(sandbox) ? Optional.of(new Net("10.0.0.9", null)) : Optional.empty();
    }

    @Override
    public Net openNetwork(SandboxSpec wish) {
        networks.add(wish.containerId());
        return new Net("10.0.0.9", null);
    }

    @Override
    public void closeNetwork(String sandbox) {
        networks.remove(sandbox);
    }

    @Override
    public synchronized String create(ContainerSpec spec) {
        String id = Ids.random();
        runs.put(id, new Run(id, spec.config().labels(), "sha256:1", new Run.Fresh()));
        order.add(id);
        return id;
    }

    @Override
    public void start(String id) {
        become(id, new Run.Alive(1, Instant.now()));
    }

    private void become(String id, Run.State state) {
        Run run = run(id);
        runs.put(id, new Run(id, run.labels(), run.imageId(), state));
    }

    /// The container of a name ends with a code, having run for a time.
    void end(String container, int code, Duration ran) {
        Run run = latest(container);
        Instant now = Instant.now();
        become(run.id(), new Run.Dead(code, false, now.minus(ran), now, ""));
        ends.accept(run.labels().getOrDefault(ContainerPlan.UID, ""));
    }

    /// The latest run of a container; NOT_FOUND if there is none.
    synchronized Run latest(String container) {
        return order.reversed().stream()
                .map(runs::get)
                .filter(run -> run != null && run.container().equals(container))
                .findFirst()
                .orElseThrow(() -> Fault.notFound("no run of " + container));
    }

    boolean isAlive(String container) {
        try {
            return latest(container).state() instanceof Run.Alive;
        } catch (Fault e) {
            return false;
        }
    }

    @Override
    public void stop(String id, @Nullable Duration grace) {
        onStop.run();
        if (run(id).state() instanceof Run.Alive alive) {
            become(id, new Run.Dead(143, false, alive.since(), Instant.now(), ""));
        }
    }

    @Override
    public void remove(String id) {
        runs.remove(id);
    }

    @Override
    public Run run(String id) {
        Run run = runs.get(id);
        if (run == null) {
            throw Fault.notFound("No such container: " + id);
        }
        return run;
    }

    @Override
    public synchronized Map<String, List<Run>> runs() {
        Map<String, List<Run>> all = new TreeMap<>();
        order.stream()
                .map(runs::get)
                .filter(java.util.Objects::nonNull)
                .forEach(run -> all.computeIfAbsent(
                                run.labels().getOrDefault(ContainerPlan.UID, ""), _ -> new ArrayList<>())
                        .add(run));
        return all;
    }

    @Override
    public Told exec(String id, List<String> command, Duration patience) {
        return new Told(probeCode, "");
    }

    @Override
    public String logEnd(String id, int lines, int bytes) {
        return "last words";
    }

    @Override
    public AutoCloseable watchEnds(Consumer<String> uid) {
        ends = uid;
        return () -> ends = _ -> {};
    }
}
