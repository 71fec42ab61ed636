package naru.cluster.controller.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A job's pods, counted so that each that ended counts once even if it is deleted: it carries a
/// finalizer until its uid stands in `status.uncountedTerminatedPods`, and is added to the numbers
/// when the finalizer has gone. Pure.
final class JobPods {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final Backoff RETRY = new Backoff();

    private final ObjectNode job;
    private final List<ObjectNode> pods;

    /// How long after its last failure a job waits: ten seconds, then twice as long each time, up to six minutes.
    private record Backoff() {
        Duration after(long failures) {
            return Duration.ofSeconds(Math.min(360, 10L << Math.min(failures - 1, 10)));
        }
    }

    JobPods(ObjectNode job, List<ObjectNode> pods) {
        this.job = job;
        this.pods = pods;
    }

    List<ObjectNode> active() {
        return pods.stream().filter(Pods::active).toList();
    }

    int ready() {
        return (int) active().stream().filter(Pods::ready).count();
    }

    /// All that ended well so far.
    long succeeded() {
        return total("succeeded", true);
    }

    /// All that ended badly so far.
    long failed() {
        return total("failed", false);
    }

    private long total(String field, boolean well) {
        Set<String> uids = uncounted(field);
        pods.stream()
                .filter(pod -> Meta.finalized(pod, FINALIZER) && Pods.finished(pod) && Pods.succeeded(pod) == well)
                .forEach(pod -> uids.add(Meta.uid(pod)));
        return Meta.number(job, 0, "status", field) + uids.size();
    }

    /// Notes which pods ended, and counts those noted before whose finalizer has gone.
    void note(ObjectNode status) {
        note(status, "succeeded", true);
        note(status, "failed", false);
    }

    private void note(ObjectNode status, String field, boolean well) {
        Set<String> held = new HashSet<>();
        Set<String> now = new TreeSet<>();
        for (ObjectNode pod : pods) {
            if (Meta.finalized(pod, FINALIZER)) {
                held.add(Meta.uid(pod));
                if (Pods.finished(pod) && Pods.succeeded(pod) == well) {
                    now.add(Meta.uid(pod));
                }
            }
        }
        long counted =
                uncounted(field).stream().filter(uid -> !held.contains(uid)).count();
        if (counted > 0 || status.has(field)) {
            Meta.count(status, field, Meta.number(status, 0, field) + counted);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        now.forEach(list::add);
        ObjectNode uncounted = Meta.child(status, "uncountedTerminatedPods");
        if (list.isEmpty()) {
            uncounted.remove(field);
        } else {
            uncounted.set(field, list);
        }
    }

    /// The pods whose finalizer may go: their ends are noted, or they are taken away before they ended.
    List<ObjectNode> noted() {
        Set<String> uids = uncounted("succeeded");
        uids.addAll(uncounted("failed"));
        return pods.stream()
                .filter(pod -> Meta.finalized(pod, FINALIZER) && (uids.contains(Meta.uid(pod)) || taken(pod)))
                .toList();
    }

    private static boolean taken(ObjectNode pod) {
        return Meta.deleting(pod)
                && !Pods.finished(pod)
                && Meta.number(pod, -1, "metadata", "deletionGracePeriodSeconds") == 0;
    }

    private Set<String> uncounted(String field) {
        Set<String> uids = new HashSet<>();
        job.path("status").path("uncountedTerminatedPods").path(field).forEach(one -> uids.add(one.asString("")));
        return uids;
    }

    /// Starts of containers after their failure, in pods that are restarted in place.
    long restarts() {
        return active().stream().mapToLong(Pods::restarts).sum();
    }

    /// How long to wait before the next pod because of failures.
    Duration wait(Instant now) {
        long failures = failed();
        if (failures == 0) {
            return Duration.ZERO;
        }
        Instant last = pods.stream()
                .filter(Pods::failed)
                .map(JobPods::endedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Duration left = Duration.between(now, last.plus(RETRY.after(failures)));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Instant endedAt(ObjectNode pod) {
        Instant last = Meta.created(pod);
        for (JsonNode one : pod.path("status").path("containerStatuses")) {
            Instant at = Meta.time(one, "state", "terminated", "finishedAt").orElse(last);
            last = at.isAfter(last) ? at : last;
        }
        return last;
    }

    /// The indexes that are done.
    Set<Integer> done() {
        Set<Integer> indexes = ranges(Meta.text(job, "status", "completedIndexes"));
        pods.stream().filter(Pods::succeeded).forEach(pod -> indexes.add(index(pod)));
        return indexes;
    }

    /// The indexes that need no other pod now.
    Set<Integer> busy() {
        Set<Integer> indexes = done();
        active().forEach(pod -> indexes.add(index(pod)));
        return indexes;
    }

    static int index(ObjectNode pod) {
        try {
            return Integer.parseInt(Meta.annotation(pod, INDEX));
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /// Writes `0-2,4`.
    static String text(Set<Integer> indexes) {
        List<String> parts = new ArrayList<>();
        List<Integer> sorted = new ArrayList<>(new TreeSet<>(indexes));
        for (int i = 0; i < sorted.size(); i++) {
            int first = sorted.get(i);
            while (i + 1 < sorted.size() && sorted.get(i + 1) == sorted.get(i) + 1) {
                i++;
            }
            parts.add(sorted.get(i) == first ? "" + first : first + "-" + sorted.get(i));
        }
        return String.join(",", parts);
    }

    private static Set<Integer> ranges(String text) {
        Set<Integer> indexes = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            if (!part.isEmpty()) {
                String[] ends = part.split("-", 2);
                for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                    indexes.add(i);
                }
            }
        }
        return indexes;
    }
}
