package naru.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import naru.base.Fault;
import naru.container.AttachOptions;
import naru.container.Config;
import naru.container.ContainerSpec;
import naru.container.Containers;
import naru.container.ExitResult;
import naru.container.MountSpec;
import naru.container.Networking;
import naru.container.Resources;
import naru.container.Storage;
import naru.container.Streams;
import naru.container.WaitCondition;

/// Runs each step in a container of the engine, which is removed afterwards whatever happens. Safe for use by many
/// threads.
public final class ContainerSteps implements StepRunner {
    /// The label that a step's container carries.
    public static final String LABEL = "naru.build.step";

    private final Containers containers;
    private final BuildRoots roots;

    /// Runs steps in `containers`, which were opened with `roots`.
    public ContainerSteps(Containers containers, BuildRoots roots) {
        this.containers = containers;
        this.roots = roots;
    }

    /// Removes the containers of builds that were killed. Call it before the first build.
    public void clear() {
        containers.list().stream()
                .filter(container -> container.spec().config().labels().containsKey(LABEL))
                .forEach(container -> containers.remove(container.id(), true, true));
    }

    @Override
    public int run(Step step) throws InterruptedException {
        String image = roots.offer(step.snapshot(), step.rootfs());
        try {
            String id = containers.create(spec(image, step));
            try {
                step.started().accept(id);
                return run(id, step);
            } finally {
                containers.remove(id, true, true);
            }
        } finally {
            roots.withdraw(image);
        }
    }

    private int run(String id, Step step) throws InterruptedException {
        CompletableFuture<ExitResult> exit = containers.await(id, WaitCondition.NEXT_EXIT);
        CompletableFuture<ExitResult> end = exit.copy();
        try (Streams streams = containers.attach(id, new AttachOptions(true, false, false, true, true))) {
            Thread pump = Thread.startVirtualThread(() -> pump(streams, step, end));
            containers.start(id);
            ExitResult result = end.get();
            pump.join();
            if (!result.error().isEmpty()) {
                throw Fault.invalid(result.error());
            }
            return result.exitCode();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : Fault.internal("the step failed: " + e.getMessage(), e);
        }
    }

    /// Passes output on; a listener that is gone ends the step.
    private static void pump(Streams streams, Step step, CompletableFuture<ExitResult> end) {
        try {
            streams.pump((_, bytes, offset, length) -> step.output().write(bytes, offset, length));
        } catch (IOException e) {
            end.completeExceptionally(new UncheckedIOException(e));
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private static ContainerSpec spec(String image, Step step) {
        Config config = new Config(
                image,
                "",
                "",
                step.user(),
                false,
                true,
                true,
                false,
                false,
                false,
                step.env(),
                step.words(),
                List.of(),
                step.workingDir(),
                Map.of(LABEL, "true"),
                Set.of(),
                Set.of(),
                "",
                null,
                null);
        Networking network = new Networking(
                step.network(),
                List.of(),
                List.of(),
                false,
                List.of(),
                List.of(),
                List.of(),
                step.options().extraHosts());
        return ContainerSpec.of(config)
                .withNetworking(network)
                .withStorage(storage(step))
                .withResources(resources(step.options().limits()));
    }

    private static Storage storage(Step step) {
        List<MountSpec> mounts = new ArrayList<>();
        for (Attachment attachment : step.attachments()) {
            mounts.add(
                    switch (attachment) {
                        case Attachment.Bound bound ->
                            MountSpec.bind(bound.source().toString(), bound.target(), bound.readOnly());
                        case Attachment.Memory memory -> MountSpec.tmpfs(memory.target(), memory.size());
                    });
        }
        return new Storage(
                List.of(),
                mounts,
                Map.of(),
                List.of(),
                false,
                step.options().limits().shmSize());
    }

    private static Resources resources(BuildOptions.StepLimits limits) {
        Resources none = Resources.NONE;
        return new Resources(
                limits.memory(),
                limits.memorySwap(),
                0,
                0,
                limits.cpuShares(),
                limits.cpuPeriod(),
                limits.cpuQuota(),
                limits.cpusetCpus(),
                limits.cpusetMems(),
                none.pidsLimit(),
                false,
                0,
                limits.ulimits().entrySet().stream()
                        .map(limit -> new Resources.Ulimit(
                                limit.getKey(),
                                limit.getValue().soft(),
                                limit.getValue().hard()))
                        .toList(),
                List.of(),
                List.of(),
                "");
    }
}
