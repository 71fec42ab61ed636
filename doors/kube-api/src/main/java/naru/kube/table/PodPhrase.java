package naru.kube.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod's state in the few words that `kubectl get pods` shows: what its phase alone does not say is in the states
/// of its containers, of which the first that is not as it should be gives the word.
///
/// @param ready such as `1/2`
/// @param status such as `Running`, `CrashLoopBackOff`, `Init:0/1`, `Completed`, `Terminating`
/// @param restarts such as `3 (5m ago)`
record PodPhrase(String ready, String status, String restarts) {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /// In words.
    static PodPhrase of(ObjectNode pod) {
        return new Telling(pod).phrase();
    }

    /// The steps to the words.
    private static final class Telling {
        private final ObjectNode pod;
        private final Set<String> sidecars;
        private final List<JsonNode> counted = new ArrayList<>();
        private String status;
        private int ready;

        Telling(ObjectNode pod) {
            this.pod = pod;
            this.status = Tree.text(pod, "status", "phase");
            this.sidecars = Tree.objects(pod, "spec", "initContainers").stream()
                    .filter(one -> Tree.text(one, "restartPolicy").equals("Always"))
                    .map(one -> Tree.text(one, "name"))
                    .collect(Collectors.toSet());
        }

        PodPhrase phrase() {
            String reason = Tree.text(pod, "status", "reason");
            if (!reason.isEmpty()) {
                status = reason;
            } else if (gated()) {
                status = "SchedulingGated";
            }
            if (!initializing() || Words.condition(pod, "Initialized").equals("True")) {
                counted.removeIf(one -> !sidecars.contains(Tree.text(one, "name")));
                running();
            }
            if (Tree.has(pod, "metadata", "deletionTimestamp") && !ENDED.contains(Tree.text(pod, "status", "phase"))) {
                status = reason.equals("NodeLost") ? "Unknown" : "Terminating";
            }
            int all = Tree.objects(pod, "spec", "containers").size() + sidecars.size();
            return new PodPhrase(ready + "/" + all, status, restarts());
        }

        private boolean gated() {
            return Tree.objects(pod, "status", "conditions").stream()
                    .anyMatch(one -> Tree.text(one, "type").equals("PodScheduled")
                            && Tree.text(one, "reason").equals("SchedulingGated"));
        }

        /// Whether an init container is not done yet; then the word is about it.
        private boolean initializing() {
            List<ObjectNode> statuses = Tree.objects(pod, "status", "initContainerStatuses");
            for (int i = 0; i < statuses.size(); i++) {
                ObjectNode one = statuses.get(i);
                counted.add(one);
                boolean sidecar = sidecars.contains(Tree.text(one, "name"));
                if (sidecar && Tree.flag(one, "started")) {
                    ready += Tree.flag(one, "ready") ? 1 : 0;
                } else if (!done(one)) {
                    status = "Init:" + initial(one, i);
                    return true;
                }
            }
            return false;
        }

        private static boolean done(JsonNode one) {
            return Tree.has(one, "state", "terminated") && Tree.number(one, 0, "state", "terminated", "exitCode") == 0;
        }

        private String initial(JsonNode one, int position) {
            if (Tree.has(one, "state", "terminated")) {
                return ended(one);
            }
            String waiting = Tree.text(one, "state", "waiting", "reason");
            return waiting.isEmpty() || waiting.equals("PodInitializing")
                    ? position + "/"
                            + Tree.objects(pod, "spec", "initContainers").size()
                    : waiting;
        }

        private void running() {
            boolean runs = false;
            for (ObjectNode one :
                    Tree.objects(pod, "status", "containerStatuses").reversed()) {
                counted.add(one);
                String waiting = Tree.text(one, "state", "waiting", "reason");
                if (!waiting.isEmpty()) {
                    status = waiting;
                } else if (Tree.has(one, "state", "terminated")) {
                    status = ended(one);
                } else if (Tree.flag(one, "ready") && Tree.has(one, "state", "running")) {
                    runs = true;
                    ready++;
                }
            }
            if (status.equals("Completed") && runs) {
                status = Words.condition(pod, "Ready").equals("True") ? "Running" : "NotReady";
            }
        }

        private static String ended(JsonNode one) {
            String reason = Tree.text(one, "state", "terminated", "reason");
            long signal = Tree.number(one, 0, "state", "terminated", "signal");
            return !reason.isEmpty()
                    ? reason
                    : signal != 0
                            ? "Signal:" + signal
                            : "ExitCode:" + Tree.number(one, 0, "state", "terminated", "exitCode");
        }

        private String restarts() {
            long sum = counted.stream()
                    .mapToLong(one -> Tree.number(one, 0, "restartCount"))
                    .sum();
            Function<JsonNode, String> end = one -> Tree.text(one, "lastState", "terminated", "finishedAt");
            String last = counted.stream().map(end).max(String::compareTo).orElse("");
            return sum == 0 || last.isEmpty() ? Long.toString(sum) : sum + " (" + Age.since(last) + " ago)";
        }
    }
}
