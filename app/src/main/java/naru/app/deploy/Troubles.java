package naru.app.deploy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.view.Conditions;
import naru.cluster.view.Pods;
import naru.cluster.view.Selector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Why pods of a deployment do not serve, in the words of the scheduler, the nodes and the events.
final class Troubles {
    private static final int MOST = 10;
    private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing", "");

    private final Objects objects;

    Troubles(Objects objects) {
        this.objects = objects;
    }

    /// A sentence for each reason.
    List<String> of(ObjectNode deployment) {
        Set<String> found = new LinkedHashSet<>();
        Conditions.find(deployment, "ReplicaFailure")
                .filter(one -> Tree.text(one, "status").equals("True"))
                .ifPresent(one -> found.add(Tree.text(one, "message")));
        Selector selector = Selector.of(deployment.path("spec").path("selector"));
        for (ObjectNode pod : objects.list(Resources.PODS, Tree.namespace(deployment), ListOptions.ALL)
                .items()) {
            if (selector.matches(pod) && Pods.active(pod) && !Pods.ready(pod)) {
                reason(pod).ifPresent(why -> found.add("pod " + Tree.name(pod) + ": " + why));
            }
        }
        return found.stream().limit(MOST).toList();
    }

    private Optional<String> reason(ObjectNode pod) {
        Optional<String> unplaced = Conditions.find(pod, "PodScheduled")
                .filter(one -> Tree.text(one, "status").equals("False"))
                .map(one -> Tree.text(one, "reason") + ": " + Tree.text(one, "message"));
        if (unplaced.isPresent()) {
            return unplaced;
        }
        List<ObjectNode> statuses = new ArrayList<>(Tree.objects(pod, "status", "initContainerStatuses"));
        statuses.addAll(Tree.objects(pod, "status", "containerStatuses"));
        return statuses.stream()
                .map(Troubles::container)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> warning(pod));
    }

    /// Why a container does not run; nothing where it does, or is just being made.
    private static Optional<String> container(ObjectNode status) {
        JsonNode waiting = status.path("state").path("waiting");
        String reason = Tree.text(waiting, "reason");
        if (USUAL.contains(reason)) {
            return Optional.empty();
        }
        String message = Tree.text(waiting, "message");
        JsonNode last = status.path("lastState").path("terminated");
        String ended = last.isObject() ? " (it ended with exit code " + Tree.number(last, 0, "exitCode") + ")" : "";
        return Optional.of(reason + (message.isEmpty() ? "" : ": " + message) + ended);
    }

    /// The latest warning about a pod, such as of a probe that fails.
    private Optional<String> warning(ObjectNode pod) {
        ListOptions about = ListOptions.where("involvedObject.uid=" + Tree.uid(pod) + ",type=Warning");
        return objects.list(Resources.EVENTS, Tree.namespace(pod), about).items().stream()
                .reduce((one, other) -> later(one, other) ? other : one)
                .map(event -> Tree.text(event, "reason") + ": " + Tree.text(event, "message"));
    }

    /// Times of one form: their order is that of their texts.
    private static boolean later(ObjectNode one, ObjectNode other) {
        return Tree.text(one, "lastTimestamp").compareTo(Tree.text(other, "lastTimestamp")) <= 0;
    }
}
