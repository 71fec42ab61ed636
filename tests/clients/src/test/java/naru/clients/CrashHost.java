package naru.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.tests.SystemdHost;
import naru.tests.TestNaru;

/// Where an engine is killed: on this machine; with `-Dcrash.remap` where containers have users of their own; with
/// `-Dcrash.systemd` under a real systemd, of which containers are scopes.
final class CrashHost implements AutoCloseable {
    private final SubordinateUsers users;
    private final Optional<SystemdHost> systemd;

    /// @param etc an empty folder
    CrashHost(Path etc) throws IOException {
        systemd = Boolean.getBoolean("crash.systemd")
                ? Optional.of(SystemdHost.boot(SystemdHost.Layout.HYBRID))
                : Optional.empty();
        users = new SubordinateUsers(etc);
    }

    TestNaru start() {
        if (systemd.isPresent()) {
            return startOn(systemd.get().within(), "--cgroup-driver", "systemd");
        }
        return Boolean.getBoolean("crash.remap")
                ? startOn(users.within(), "--userns-remap", "default")
                : TestNaru.start("--no-web", "--no-relay", "--no-registry");
    }

    private static TestNaru startOn(List<String> within, String option, String value) {
        return TestNaru.startOn(within, "--no-cluster", "--no-web", "--no-relay", "--no-registry", option, value);
    }

    /// What containers that are gone have left, of the kinds that only these hosts have.
    List<String> leftovers() {
        Stream<String> mounts =
                users.mounts().lines().filter(line -> line.contains("/run/remapped/") || line.contains("/userns"));
        return Stream.concat(mounts, systemd.stream().flatMap(host -> host.leftovers().stream()))
                .toList();
    }

    @Override
    public void close() {
        users.close();
        systemd.ifPresent(SystemdHost::close);
    }
}
