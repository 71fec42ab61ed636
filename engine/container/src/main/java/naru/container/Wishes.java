package naru.container;

import java.time.Duration;
import java.util.Set;
import naru.base.Fault;
import naru.linux.Signals;
import org.jspecify.annotations.Nullable;

/// Wishes that make no sense, alone or together, refused in Docker's words.
final class Wishes {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Set<String> PLAIN_IPC = Set.of("", "none", "private", "shareable", "host");

    private Wishes() {}

    static void check(ContainerSpec spec) {
        Isolation isolation = spec.isolation();
        SecurityOptions.of(isolation.securityOpt());
        spec.resources().deviceCgroupRules().forEach(DeviceSpec::matching);
        modes(isolation);
        health(spec.config().healthcheck());
        if (!spec.config().stopSignal().isEmpty()) {
            require(Signals.number(spec.config().stopSignal()) > 0, "invalid stop signal");
        }
        network(spec);
        String workingDir = spec.config().workingDir();
        require(
                workingDir.isEmpty() || workingDir.startsWith("/"),
                "the working directory '" + workingDir + "' is invalid, it needs to be an absolute path");
        int oom = isolation.oomScoreAdj();
        require(oom >= -1000 && oom <= 1000, "Invalid value " + oom + ", range for oom score adj is [-1000, 1000]");
        require(spec.storage().shmSize() >= 0, "SHM size can not be less than 0");
    }

    private static void health(@Nullable HealthTest test) {
        if (test == null) {
            return;
        }
        duration("Interval", test.interval());
        duration("Timeout", test.timeout());
        duration("StartPeriod", test.startPeriod());
        duration("StartInterval", test.startInterval());
        require(test.retries() >= 0, "Retries in Healthcheck cannot be negative");
    }

    private static void duration(String name, Duration asked) {
        boolean sensible = asked.isZero() || asked.compareTo(LEAST) >= 0;
        require(sensible, name + " in Healthcheck cannot be less than 1ms");
    }

    private static void modes(Isolation isolation) {
        mode("IPC", isolation.ipcMode(), PLAIN_IPC, true);
        mode("PID", isolation.pidMode(), Set.of("", "host"), true);
        mode("UTS", isolation.utsMode(), Set.of("", "host"), false);
        mode("user namespace", isolation.usernsMode(), Set.of("", "host"), false);
        mode("cgroup namespace", isolation.cgroupnsMode(), Set.of("", "host", "private"), false);
    }

    private static void mode(String what, String mode, Set<String> known, boolean others) {
        boolean other = others && mode.startsWith("container:") && mode.length() > "container:".length();
        boolean valid = known.contains(mode) || other;
        require(valid, "invalid " + what + " mode: " + mode);
    }

    private static void network(ContainerSpec spec) {
        Networking networking = spec.networking();
        boolean named = !spec.config().hostname().isEmpty();
        conflict(named && spec.isolation().utsMode().equals("host"), "hostname and the UTS mode");
        boolean shared = networking.mode().startsWith("container:");
        if (!networking.links().isEmpty()) {
            String behavior = " can't be used with links. This would result in undefined behavior";
            conflict(networking.mode().equals("host"), "host type networking" + behavior);
            conflict(shared, "container type network" + behavior);
        }
        if (shared) {
            boolean published = !networking.ports().isEmpty() || networking.publishAll();
            conflict(named, "hostname and the network mode");
            conflict(published, "port publishing and the container type network mode");
            conflict(!networking.dns().isEmpty(), "dns and the network mode");
            conflict(!networking.extraHosts().isEmpty(), "custom host-to-IP mapping and the network mode");
            conflict(!spec.config().exposedPorts().isEmpty(), "port exposing and the container type network mode");
        }
    }

    private static void conflict(boolean there, String what) {
        require(!there, "conflicting options: " + what);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Fault.invalid(otherwise);
        }
    }
}
