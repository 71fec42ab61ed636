package naru.cluster.controller.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Claims;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs jobs to their end: as many pods at a time as they want, until enough have ended well or too many badly.
public final class Jobs implements Controller {
    private static final int WORKERS = 4;

    private final Means means;
    private final Informer jobs;
    private final Informer pods;
    private final Claims claims;
    private final PodCrew crew;
    private final Loop<Key> loop;
    private final Loop<Key> orphans;

    /// Listens from now on.
    public Jobs(Means means) {
        this.means = means;
        this.jobs = means.of(Resources.JOBS);
        this.pods = means.of(Resources.PODS);
        this.claims = new Claims(means, Resources.JOBS, Resources.PODS);
        this.crew = new PodCrew(means);
        this.loop = new Loop<>("jobs", means.timing(), this::look);
        this.orphans = new Loop<>("job-orphans", means.timing(), this::release);
        jobs.handle(this::job);
        pods.handle((before, now) -> {
            pod(before);
            pod(now);
        });
    }

    @Override
    public void start() {
        loop.start(WORKERS, () -> jobs.all().forEach(one -> loop.add(Key.of(one))));
        orphans.start(1, () -> pods.all().forEach(this::pod));
    }

    @Override
    public void close() {
        loop.close();
        orphans.close();
    }

    private void job(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null) {
            loop.add(Key.of(now));
        } else if (before != null) {
            pods.indexed(Indexes.CONTROLLER, Meta.uid(before)).forEach(one -> orphans.add(Key.of(one)));
        }
    }

    private void pod(@Nullable ObjectNode pod) {
        if (pod == null) {
            return;
        }
        ObjectNode owner = claims.owner(pod);
        if (owner != null) {
            loop.add(Key.of(owner));
        } else if (Meta.finalized(pod, JobPods.FINALIZER)) {
            orphans.add(Key.of(pod));
        }
    }

    private void look(Key key) throws InterruptedException {
        Optional<ObjectNode> found = jobs.get(key);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode job = found.get();
        crew.clear(key);
        JobPods all = new JobPods(job, mine(job));
        JobVerdict verdict = JobVerdict.of(job, all, means.timing().now());
        if (!Meta.deleting(job)) {
            act(job, all, verdict);
        }
        job = jobs.get(key).orElse(job);
        JobPods then = new JobPods(job, mine(job));
        ObjectNode changed = verdict.written(job, then, means.timing().now());
        if (!changed.equals(job)) {
            job = means.writes().status(Resources.JOBS, changed);
            if (verdict.ends() && !JobVerdict.finished(found.get())) {
                verdict.tell(job, means.events());
            }
        }
        for (ObjectNode pod : new JobPods(job, mine(job)).noted()) {
            release(pod);
        }
        later(job);
    }

    private List<ObjectNode> mine(ObjectNode job) {
        return pods.indexed(Indexes.CONTROLLER, Meta.uid(job));
    }

    private void act(ObjectNode job, JobPods all, JobVerdict verdict) throws InterruptedException {
        List<ObjectNode> active = all.active();
        int missing = verdict.wanted() - active.size();
        if (missing < 0) {
            crew.delete(job, Victims.choose(active, -missing));
        } else if (missing > 0) {
            Duration wait = all.wait(means.timing().now());
            if (wait.isZero()) {
                crew.create(job, JobVerdict.pods(job, all, missing));
            } else {
                loop.after(Key.of(job), wait);
            }
        }
    }

    /// What time alone brings: a deadline, and the end of a job that is to be kept for a while.
    private void later(ObjectNode job) {
        Instant now = means.timing().now();
        if (!JobVerdict.finished(job)) {
            JobVerdict.deadline(job).ifPresent(at -> loop.after(Key.of(job), Duration.between(now, at)));
            return;
        }
        if (!job.path("spec").has("ttlSecondsAfterFinished")) {
            return;
        }
        Instant at = JobVerdict.finishedAt(job)
                .orElse(now)
                .plusSeconds(Meta.number(job, 0, "spec", "ttlSecondsAfterFinished"));
        if (at.isAfter(now)) {
            loop.after(Key.of(job), Duration.between(now, at));
        } else if (!Meta.deleting(job)) {
            means.writes().delete(Resources.JOBS, job, -1, DeleteOptions.Propagation.FOREGROUND);
        }
    }

    /// Lets a pod go whose job is gone.
    private void release(Key key) {
        Optional<ObjectNode> pod = pods.get(key).filter(one -> Meta.finalized(one, JobPods.FINALIZER));
        if (pod.isPresent() && claims.owner(pod.get()) == null) {
            release(pod.get());
        }
    }

    private void release(ObjectNode pod) {
        ObjectNode changed = pod.deepCopy();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode one : pod.path("metadata").path("finalizers")) {
            if (!one.asString("").equals(JobPods.FINALIZER)) {
                kept.add(one);
            }
        }
        Meta.child(changed, "metadata").set("finalizers", kept);
        try {
            means.writes().update(Resources.PODS, changed);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
