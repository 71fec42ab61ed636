package naru.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Json;
import naru.container.Container;
import naru.container.Containers;
import naru.container.State;
import naru.container.Usage;
import org.jspecify.annotations.Nullable;

/// What containers use, once or every second.
final class StatsCalls {
    private final Containers containers;

    StatsCalls(Containers containers) {
        this.containers = containers;
    }

    void register(Table table) {
        table.get(24, "/containers/{id}/stats", this::stats, "stream", "one-shot");
    }

    private void stats(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        boolean stream = call.query("stream").isEmpty() || call.flag("stream");
        CountDownLatch gone = new CountDownLatch(1);
        call.exchange().set("Content-Type", "application/json");
        call.exchange().onGone(gone::countDown);
        try {
            Usage before = stream || call.flag("one-shot") ? null : usage(container);
            boolean first = before == null;
            while (first || !gone.await(1, TimeUnit.SECONDS)) {
                first = false;
                Container now = containers.get(container.id());
                Usage usage = usage(now);
                String line = Json.text(shape(now, usage, before)) + "\n";
                call.exchange().output().write(line.getBytes(StandardCharsets.UTF_8));
                before = usage;
                if (!stream) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Usage usage(Container container) {
        return switch (container.state()) {
            case State.Running running -> Usage.of(running.pid());
            case State.Paused paused -> Usage.of(paused.pid());
            case State.Created _, State.Restarting _, State.Exited _ -> null;
        };
    }

    /// One sample; without processes everything in it is zero.
    static Shape shape(Container container, @Nullable Usage usage, @Nullable Usage before) {
        Shape shape = Shape.of()
                .with("read", usage == null ? GoTime.ZERO : GoTime.text(usage.time()))
                .with("preread", before == null ? GoTime.ZERO : GoTime.text(before.time()))
                .with("pids_stats", usage == null ? Map.of() : pids(usage))
                .with("blkio_stats", disks(usage))
                .with("num_procs", 0)
                .with("storage_stats", Map.of())
                .with("cpu_stats", cpu(usage))
                .with("precpu_stats", cpu(before))
                .with("memory_stats", usage == null ? Map.of() : memory(usage))
                .with("name", "/" + container.name())
                .with("id", container.id());
        return usage == null || usage.network().isEmpty() ? shape : shape.with("networks", usage.network());
    }

    private static Shape pids(Usage usage) {
        return Shape.of()
                .with("current", usage.processes())
                .withIf(usage.processLimit() > 0, "limit", usage.processLimit());
    }

    private static Shape disks(@Nullable Usage usage) {
        List<Shape> bytes = usage == null
                ? List.of()
                : List.of(disk("read", usage.readBytes()), disk("write", usage.writtenBytes()));
        Shape shape = Shape.of().with("io_service_bytes_recursive", usage == null ? null : bytes);
        for (String name : List.of("serviced", "queue", "service_time", "wait_time", "merged", "time")) {
            shape.with("io_" + name + "_recursive", null);
        }
        return shape.with("sectors_recursive", null);
    }

    private static Shape disk(String operation, long bytes) {
        return Shape.of()
                .with("major", 0)
                .with("minor", 0)
                .with("op", operation)
                .with("value", bytes);
    }

    private static Shape cpu(@Nullable Usage usage) {
        Shape used = Shape.of()
                .with("total_usage", usage == null ? 0 : usage.cpuNanos())
                .with("usage_in_kernelmode", usage == null ? 0 : usage.cpuSystemNanos())
                .with("usage_in_usermode", usage == null ? 0 : usage.cpuUserNanos());
        Shape shape = Shape.of().with("cpu_usage", used);
        if (usage != null) {
            shape.with("system_cpu_usage", usage.machineNanos()).with("online_cpus", usage.processors());
        }
        return shape.with(
                "throttling_data",
                usage == null
                        ? Shape.of()
                                .with("periods", 0)
                                .with("throttled_periods", 0)
                                .with("throttled_time", 0)
                        : usage.throttling());
    }

    private static Shape memory(Usage usage) {
        return Shape.of()
                .with("usage", usage.memory())
                .withIf(!usage.cgroup2(), "max_usage", usage.memoryPeak())
                .with("stats", new java.util.TreeMap<>(usage.memoryDetail()))
                .with("limit", usage.memoryLimit());
    }
}
