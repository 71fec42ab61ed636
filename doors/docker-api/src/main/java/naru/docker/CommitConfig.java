package naru.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import naru.base.Json;
import naru.container.Config;
import naru.container.Container;
import naru.container.HealthTest;
import naru.image.ConfigChanges;
import naru.image.Healthcheck;
import naru.image.ImageConfig;
import tools.jackson.databind.JsonNode;

/// The configuration of an image that is made of a container: what the request's body says, the instructions in
/// `changes`, and for the rest the container's own.
final class CommitConfig {
    /// What of the body is read.
    static final List<String> FIELDS = BodyFields.of(CreateBody.class).stream()
            .filter(field -> !field.startsWith("HostConfig") && !field.startsWith("NetworkingConfig"))
            .toList();

    private CommitConfig() {}

    /// As Docker merges them: the body's words win one by one, its names add to sets and maps.
    ///
    /// @param base the image that the container was made from
    /// @param json the request's body; empty, `null` and `{}` say nothing
    static ImageConfig of(ImageConfig base, Container container, byte[] json, List<String> changes) {
        ImageConfig own = own(base, container);
        if (!says(json)) {
            return ConfigChanges.apply(own, changes);
        }
        CreateBody body = DockerJson.read(json, CreateBody.class);
        ImageConfig wanted = ConfigChanges.apply(wanted(body), changes);
        boolean cleared = body.entrypoint() != null && body.entrypoint().isEmpty();
        boolean command = !wanted.entrypoint().isEmpty() || !wanted.cmd().isEmpty();
        return new ImageConfig(
                wanted.entrypoint().isEmpty() && !cleared ? own.entrypoint() : wanted.entrypoint(),
                command ? wanted.cmd() : own.cmd(),
                env(wanted.env(), own.env()),
                first(wanted.workingDir(), own.workingDir()),
                first(wanted.user(), own.user()),
                both(wanted.exposedPorts(), own.exposedPorts()),
                both(wanted.volumes(), own.volumes()),
                labels(wanted.labels(), own.labels()),
                first(wanted.stopSignal(), own.stopSignal()),
                wanted.healthcheck().or(own::healthcheck),
                wanted.shell().isEmpty() ? own.shell() : wanted.shell(),
                wanted.onBuild());
    }

    private static boolean says(byte[] json) {
        if (json.length == 0) {
            return false;
        }
        JsonNode tree = Json.tree(json);
        return !tree.isNull() && !(tree.isObject() && tree.isEmpty());
    }

    private static ImageConfig own(ImageConfig base, Container container) {
        Config own = container.spec().config();
        return new ImageConfig(
                Absent.list(own.entrypoint()),
                Absent.list(own.cmd()),
                own.env(),
                own.workingDir(),
                own.user(),
                own.exposedPorts(),
                own.volumes(),
                own.labels(),
                own.stopSignal(),
                Optional.ofNullable(own.healthcheck()).map(CommitConfig::health),
                base.shell(),
                List.of());
    }

    private static ImageConfig wanted(CreateBody body) {
        return new ImageConfig(
                Absent.list(body.entrypoint()),
                Absent.list(body.cmd()),
                Absent.list(body.env()),
                Absent.text(body.workingDir()),
                Absent.text(body.user()),
                Absent.map(body.exposedPorts()).keySet(),
                Absent.map(body.volumes()).keySet(),
                Absent.map(body.labels()),
                Absent.text(body.stopSignal()),
                Optional.ofNullable(body.healthcheck()).map(h -> health(h.healthTest())),
                Absent.list(body.shell()),
                Absent.list(body.onBuild()));
    }

    private static Healthcheck health(HealthTest h) {
        return new Healthcheck(h.test(), h.interval(), h.timeout(), h.startPeriod(), h.startInterval(), h.retries());
    }

    private static String first(String wanted, String own) {
        return wanted.isEmpty() ? own : wanted;
    }

    private static Set<String> both(Set<String> wanted, Set<String> own) {
        Set<String> both = new TreeSet<>(own);
        both.addAll(wanted);
        return both;
    }

    private static Map<String, String> labels(Map<String, String> wanted, Map<String, String> own) {
        Map<String, String> labels = new TreeMap<>(own);
        labels.putAll(wanted);
        return labels;
    }

    /// What is wanted first, as Docker does, then what of the container's it does not name.
    private static List<String> env(List<String> wanted, List<String> own) {
        Map<String, String> env = new LinkedHashMap<>();
        wanted.forEach(line -> env.put(line.split("=", 2)[0], line));
        own.forEach(line -> env.putIfAbsent(line.split("=", 2)[0], line));
        return List.copyOf(env.values());
    }
}
