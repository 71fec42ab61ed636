package naru.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.base.Ids;
import naru.container.Config;
import naru.container.Container;
import naru.container.HealthTest;
import naru.image.Healthcheck;
import naru.image.ImageConfig;
import org.jspecify.annotations.Nullable;

/// The `Config` object of containers and images.
final class ConfigShapes {
    private ConfigShapes() {}

    static Shape of(Container container) {
        Config config = container.spec().config();
        HealthTest health = config.healthcheck();
        return Shape.of()
                .with(
                        "Hostname",
                        config.hostname().isEmpty()
                                        && !container.spec().networking().mode().equals("host")
                                ? Ids.shorten(container.id())
                                : config.hostname())
                .with("Domainname", config.domainname())
                .with("User", config.user())
                .with("AttachStdin", config.attachStdin())
                .with("AttachStdout", config.attachStdout())
                .with("AttachStderr", config.attachStderr())
                .withIf(!config.exposedPorts().isEmpty(), "ExposedPorts", set(config.exposedPorts()))
                .with("Tty", config.tty())
                .with("OpenStdin", config.openStdin())
                .with("StdinOnce", config.stdinOnce())
                .with("Env", config.env())
                .with("Cmd", list(config.cmd()))
                .withIf(
                        health != null,
                        "Healthcheck",
                        health == null
                                ? null
                                : health(
                                        health.test(),
                                        health.interval(),
                                        health.timeout(),
                                        health.startPeriod(),
                                        health.startInterval(),
                                        health.retries()))
                .with("Image", config.image())
                .with("Volumes", config.volumes().isEmpty() ? null : set(config.volumes()))
                .with("WorkingDir", config.workingDir())
                .with("Entrypoint", list(config.entrypoint()))
                .withIf(container.spec().networking().disabled(), "NetworkDisabled", true)
                .with("OnBuild", Absent.nullIfEmpty(config.further().onBuild()))
                .with("Labels", new TreeMap<>(config.labels()))
                .withIf(!config.stopSignal().isEmpty(), "StopSignal", config.stopSignal())
                .withIf(config.stopTimeout() != null, "StopTimeout", config.stopTimeout())
                .withIf(
                        !config.further().shell().isEmpty(),
                        "Shell",
                        config.further().shell());
    }

    static Shape of(ImageConfig config) {
        Shape shape = Shape.of()
                .with("Hostname", "")
                .with("Domainname", "")
                .with("User", config.user())
                .with("AttachStdin", false)
                .with("AttachStdout", false)
                .with("AttachStderr", false)
                .withIf(!config.exposedPorts().isEmpty(), "ExposedPorts", set(config.exposedPorts()))
                .with("Tty", false)
                .with("OpenStdin", false)
                .with("StdinOnce", false)
                .with("Env", Absent.nullIfEmpty(config.env()))
                .with("Cmd", Absent.nullIfEmpty(config.cmd()));
        config.healthcheck().ifPresent(h -> shape.with("Healthcheck", health(h)));
        return shape.with("Image", "")
                .with("Volumes", config.volumes().isEmpty() ? null : set(config.volumes()))
                .with("WorkingDir", config.workingDir())
                .with("Entrypoint", Absent.nullIfEmpty(config.entrypoint()))
                .with("OnBuild", Absent.nullIfEmpty(config.onBuild()))
                .with("Labels", Absent.nullIfEmpty(config.labels()))
                .withIf(!config.stopSignal().isEmpty(), "StopSignal", config.stopSignal())
                .withIf(!config.shell().isEmpty(), "Shell", config.shell());
    }

    private static Shape health(Healthcheck h) {
        return health(h.test(), h.interval(), h.timeout(), h.startPeriod(), h.startInterval(), h.retries());
    }

    private static Shape health(
            List<String> test, Duration interval, Duration timeout, Duration period, Duration first, int retries) {
        return Shape.of()
                .withIf(!test.isEmpty(), "Test", test)
                .withIf(!interval.isZero(), "Interval", interval.toNanos())
                .withIf(!timeout.isZero(), "Timeout", timeout.toNanos())
                .withIf(!period.isZero(), "StartPeriod", period.toNanos())
                .withIf(!first.isZero(), "StartInterval", first.toNanos())
                .withIf(retries != 0, "Retries", retries);
    }

    private static @Nullable List<String> list(@Nullable List<String> words) {
        return words == null || words.isEmpty() ? null : words;
    }

    private static Map<String, Map<String, String>> set(Set<String> names) {
        Map<String, Map<String, String>> set = new TreeMap<>();
        names.forEach(name -> set.put(name, Map.of()));
        return set;
    }
}
