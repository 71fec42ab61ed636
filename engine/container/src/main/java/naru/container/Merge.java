package naru.container;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an image says about its containers, and what somebody wants of one, put together.
final class Merge {
    private Merge() {}

    /// The wish with what the image says where the wish is silent.
    ///
    /// @param hostname name of one that was given none
    static Config of(Config wish, Config image, String hostname) {
        boolean ownEntrypoint = wish.entrypoint() != null;
        List<String> entrypoint = ownEntrypoint ? wish.entrypoint() : image.entrypoint();
        List<String> cmd = wish.cmd() == null && !ownEntrypoint ? image.cmd() : wish.cmd();
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.putAll(wish.labels());
        TreeSet<String> ports = new TreeSet<>(image.exposedPorts());
        ports.addAll(wish.exposedPorts());
        TreeSet<String> paths = new TreeSet<>(image.volumes());
        paths.addAll(wish.volumes());
        HealthTest health =
                wish.healthcheck() == null || wish.healthcheck().test().isEmpty()
                        ? image.healthcheck()
                        : wish.healthcheck();
        return new Config(
                wish.image(),
                wish.hostname().isEmpty() ? hostname : wish.hostname(),
                wish.domainname(),
                wish.user().isEmpty() ? image.user() : wish.user(),
                wish.attachStdin(),
                wish.attachStdout(),
                wish.attachStderr(),
                wish.tty(),
                wish.openStdin(),
                wish.stdinOnce(),
                Environment.inherit(image.env(), wish.env()),
                cmd,
                entrypoint == null || entrypoint.equals(List.of("")) ? List.of() : entrypoint,
                wish.workingDir().isEmpty() ? image.workingDir() : wish.workingDir(),
                labels,
                ports,
                paths,
                wish.stopSignal().isEmpty() ? image.stopSignal() : wish.stopSignal(),
                wish.stopTimeout(),
                health,
                wish.further());
    }
}
