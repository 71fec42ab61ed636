package naru.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import naru.image.Healthcheck;
import naru.image.ImageConfig;

/// The settings of a stage while its instructions change them. For one thread.
final class Draft {
    static final List<String> SHELL = List.of("/bin/sh", "-c");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final SequencedMap<String, String> env = new LinkedHashMap<>();
    final Set<String> exposedPorts = new TreeSet<>();
    final Set<String> volumes = new TreeSet<>();
    final Map<String, String> labels = new TreeMap<>();
    final List<String> onBuild = new ArrayList<>();
    List<String> cmd;
    List<String> entrypoint;
    List<String> shell;
    Optional<Healthcheck> health;
    String workingDir;
    String user;
    String stopSignal;
    String author;
    /// Whether CMD was given in this stage: then ENTRYPOINT leaves it alone.
    boolean cmdGiven;

    /// A stage that begins with this.
    ///
    /// @param programs whether anything is done in it: an image that stays as it is gets no PATH
    Draft(ImageConfig from, String author, boolean programs) {
        for (String entry : from.env()) {
            int equals = entry.indexOf('=');
            env.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        if (programs) {
            env.putIfAbsent("PATH", PATH);
        }
        exposedPorts.addAll(from.exposedPorts());
        volumes.addAll(from.volumes());
        labels.putAll(from.labels());
        onBuild.addAll(from.onBuild());
        cmd = from.cmd();
        entrypoint = from.entrypoint();
        shell = from.shell();
        health = from.healthcheck();
        workingDir = from.workingDir();
        user = from.user();
        stopSignal = from.stopSignal();
        this.author = author;
    }

    List<String> shellWords() {
        return shell.isEmpty() ? SHELL : shell;
    }

    ImageConfig settings() {
        return new ImageConfig(
                entrypoint,
                cmd,
                environment(env),
                workingDir,
                user,
                exposedPorts,
                volumes,
                labels,
                stopSignal,
                health,
                shell,
                onBuild);
    }

    static List<String> environment(Map<String, String> values) {
        return values.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
    }
}
