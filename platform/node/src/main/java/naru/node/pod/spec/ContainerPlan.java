package naru.node.pod.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.container.Config;
import naru.container.ContainerSpec;
import naru.container.MountSpec;
import naru.container.Networking;
import naru.container.RestartPolicy;
import naru.container.Storage;

/// A run of a pod's container, as the engine is asked for it.
///
/// @param pod whose
/// @param container which
/// @param run its number, counted from 0: how often it was started before
/// @param streak how many runs before it ended soon, in a row
/// @param sandbox id of the pod's network
/// @param environment its variables
/// @param mounts its volumes
/// @param imageUser what the image says, or empty
public record ContainerPlan(
        Pod pod,
        PodContainer container,
        int run,
        int streak,
        String sandbox,
        Map<String, String> environment,
        List<MountSpec> mounts,
        String imageUser) {
    /// Label with the pod's uid.
    public static final String UID = "io.kubernetes.pod.uid";
    /// Label with the pod's name.
    public static final String POD = "io.kubernetes.pod.name";
    /// Label with the pod's namespace.
    public static final String NAMESPACE = "io.kubernetes.pod.namespace";
    /// Label with the container's name.
    public static final String CONTAINER = "io.kubernetes.container.name";
    /// Label with the number of the run.
    public static final String RUN = "naru.pod.run";
    /// Label with the number of runs in a row that ended soon.
    public static final String STREAK = "naru.pod.streak";
    /// Label with the image as the pod asked for it.
    public static final String IMAGE = "naru.pod.image";

    /// The specification.
    public ContainerSpec specification() {
        Security security = Security.of(pod, container, imageUser);
        return ContainerSpec.of(config(security))
                .withName(name())
                .withResources(Limits.of(container.spec()))
                .withStorage(new Storage(List.of(), mounts, Map.of(), List.of(), security.readOnlyRoot(), 0))
                .withIsolation(security.isolation(pod))
                .withNetworking(Networking.of("sandbox:" + sandbox))
                .withRestart(RestartPolicy.NO);
    }

    private String name() {
        return "k8s_" + container.name() + "_" + pod.name() + "_" + pod.namespace() + "_" + pod.uid() + "_" + run;
    }

    private Config config(Security security) {
        List<String> command = Expansion.of(Doc.texts(container.spec(), "command"), environment);
        List<String> arguments = Expansion.of(Doc.texts(container.spec(), "args"), environment);
        List<String> variables = new ArrayList<>();
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        boolean input = Doc.flag(container.spec(), "stdin");
        return new Config(
                container.image(),
                pod.hostname(),
                "",
                security.user(),
                input,
                true,
                true,
                Doc.flag(container.spec(), "tty"),
                input,
                Doc.flag(container.spec(), "stdinOnce"),
                variables,
                arguments.isEmpty() ? null : arguments,
                command.isEmpty() ? null : command,
                Doc.text(container.spec(), "workingDir"),
                labels(),
                Set.of(),
                Set.of(),
                "",
                pod.graceSeconds(),
                null);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put(UID, pod.uid());
        labels.put(POD, pod.name());
        labels.put(NAMESPACE, pod.namespace());
        labels.put(CONTAINER, container.name());
        labels.put(RUN, Integer.toString(run));
        labels.put(STREAK, Integer.toString(streak));
        labels.put(IMAGE, container.image());
        return labels;
    }
}
