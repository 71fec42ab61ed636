package naru.cluster.controller.workload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.cluster.event.EventRecorder;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Conditions.Condition;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a job needs now: how many pods, or its end. Pure.
///
/// @param wanted how many pods are to be active
/// @param end how it ends; null while it goes on
record JobVerdict(int wanted, @Nullable Condition end) {
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";
    private static final String SUSPENDED = "Suspended";

    static JobVerdict of(ObjectNode job, JobPods pods, Instant now) {
        if (finished(job)) {
            return new JobVerdict(0, null);
        }
        Condition failure = failure(job, pods, now);
        if (failure != null) {
            return new JobVerdict(0, failure);
        }
        long succeeded = indexed(job) ? pods.done().size() : pods.succeeded();
        long completions = Meta.number(job, -1, "spec", "completions");
        boolean complete = completions >= 0
                ? succeeded >= completions
                : succeeded > 0 && pods.active().isEmpty();
        if (complete) {
            String said = "Reached expected number of succeeded pods";
            return new JobVerdict(0, new Condition(COMPLETE, "True", "CompletionsReached", said));
        }
        if (Meta.flag(job, "spec", "suspend")) {
            return new JobVerdict(0, null);
        }
        long parallel = Meta.number(job, 1, "spec", "parallelism");
        long wanted = completions >= 0
                ? Math.min(parallel, completions - succeeded)
                : succeeded > 0 ? Math.min(parallel, pods.active().size()) : parallel;
        return new JobVerdict((int) Math.max(0, wanted), null);
    }

    static boolean finished(ObjectNode job) {
        return Conditions.holds(job, COMPLETE) || Conditions.holds(job, FAILED);
    }

    static Optional<Instant> finishedAt(ObjectNode job) {
        return Conditions.find(job, COMPLETE)
                .filter(one -> Meta.text(one, "status").equals("True"))
                .or(() -> Conditions.find(job, FAILED))
                .flatMap(one -> Meta.time(one, "lastTransitionTime"));
    }

    /// When it must have ended.
    static Optional<Instant> deadline(ObjectNode job) {
        return job.path("spec").has("activeDeadlineSeconds")
                ? Meta.time(job, "status", "startTime")
                        .map(at -> at.plusSeconds(Meta.number(job, 0, "spec", "activeDeadlineSeconds")))
                : Optional.empty();
    }

    boolean ends() {
        return end != null;
    }

    void tell(ObjectNode job, EventRecorder events) {
        if (end != null) {
            boolean well = end.type().equals(COMPLETE);
            events.record(
                    job,
                    well ? EventRecorder.Type.NORMAL : EventRecorder.Type.WARNING,
                    well ? "Completed" : end.reason(),
                    well ? "Job completed" : end.message());
        }
    }

    /// So many pods for the job; with their index where it counts by index.
    static List<ObjectNode> pods(ObjectNode job, JobPods there, int count) {
        List<ObjectNode> made = new ArrayList<>();
        Set<Integer> busy = there.busy();
        int index = 0;
        while (made.size() < count) {
            ObjectNode pod = PodTemplate.pod(Resources.JOBS, job);
            Meta.list(Meta.child(pod, "metadata"), "finalizers").add(JobPods.FINALIZER);
            if (indexed(job)) {
                while (busy.contains(index)) {
                    index++;
                }
                indexed(job, pod, index++);
            }
            made.add(pod);
        }
        return made;
    }

    /// The job with its status as it is now.
    ObjectNode written(ObjectNode job, JobPods pods, Instant now) {
        ObjectNode changed = job.deepCopy();
        ObjectNode status = Meta.child(changed, "status");
        boolean suspended = Meta.flag(job, "spec", "suspend");
        if (!finished(job)) {
            if (suspended) {
                status.remove("startTime");
            } else if (!status.has("startTime")) {
                status.put("startTime", Meta.stamp(now));
            }
            suspension(changed, suspended, now);
        }
        pods.note(status);
        int active = pods.active().size();
        if (active > 0) {
            status.put("active", active);
        } else {
            status.remove("active");
        }
        status.put("ready", pods.ready());
        status.put("terminating", 0);
        if (indexed(job)) {
            status.put("completedIndexes", JobPods.text(pods.done()));
        }
        if (end != null) {
            Conditions.set(changed, end, now);
            if (end.type().equals(COMPLETE)) {
                status.put("completionTime", Meta.stamp(now));
            }
        }
        return changed;
    }

    private static void suspension(ObjectNode job, boolean suspended, Instant now) {
        if (suspended) {
            Conditions.set(job, new Condition(SUSPENDED, "True", "JobSuspended", "Job suspended"), now);
        } else if (Conditions.holds(job, SUSPENDED)) {
            Conditions.set(job, new Condition(SUSPENDED, "False", "JobResumed", "Job resumed"), now);
        }
    }

    private static @Nullable Condition failure(ObjectNode job, JobPods pods, Instant now) {
        long limit = Meta.number(job, 6, "spec", "backoffLimit");
        boolean inPlace =
                Meta.text(job, "spec", "template", "spec", "restartPolicy").equals("OnFailure");
        long failures = pods.failed();
        long restarts = inPlace ? pods.restarts() : 0;
        if (failures > limit || restarts > 0 && restarts + failures >= Math.max(1, limit)) {
            return new Condition(FAILED, "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        boolean late = deadline(job).filter(at -> !at.isAfter(now)).isPresent();
        return late && !Meta.flag(job, "spec", "suspend")
                ? new Condition(FAILED, "True", "DeadlineExceeded", "Job was active longer than specified deadline")
                : null;
    }

    private static boolean indexed(ObjectNode job) {
        return Meta.text(job, "spec", "completionMode").equals("Indexed");
    }

    private static void indexed(ObjectNode job, ObjectNode pod, int index) {
        ObjectNode metadata = Meta.child(pod, "metadata");
        Meta.child(metadata, "annotations").put(JobPods.INDEX, Integer.toString(index));
        Meta.child(metadata, "labels").put(JobPods.INDEX, Integer.toString(index));
        metadata.put("generateName", Meta.name(job) + "-" + index + "-");
        ObjectNode spec = Meta.child(pod, "spec");
        spec.put("hostname", Meta.name(job) + "-" + index);
        for (String list : new String[] {"containers", "initContainers"}) {
            spec.path(list).forEach(one -> {
                if (one instanceof ObjectNode container) {
                    Meta.list(container, "env")
                            .addObject()
                            .put("name", "JOB_COMPLETION_INDEX")
                            .put("value", Integer.toString(index));
                }
            });
        }
    }
}
