package naru.cluster.controller.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.cluster.controller.loop.Means;
import naru.cluster.event.EventRecorder;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ObjectNode;

/// Makes and deletes an owner's pods, several at a time: first one, then twice as many each time, so that a mistake in
/// a template costs one refusal and not five hundred. Safe for use by many threads.
final class PodCrew {
    private static final int MOST = 500;

    private final Means means;
    private final Set<Key> doubtful = ConcurrentHashMap.newKeySet();

    PodCrew(Means means) {
        this.means = means;
    }

    /// Reads the owner's namespace anew if an earlier write may or may not have happened.
    void clear(Key owner) {
        if (doubtful.contains(owner)) {
            means.objects()
                    .list(Resources.PODS, owner.namespace(), ListOptions.ALL)
                    .items()
                    .forEach(means.of(Resources.PODS)::learn);
            doubtful.remove(owner);
        }
    }

    void create(ObjectNode owner, List<ObjectNode> pods) throws InterruptedException {
        int done = 0;
        int many = 1;
        int all = Math.min(pods.size(), MOST);
        while (done < all) {
            int until = Math.min(all, done + many);
            List<Callable<?>> batch = new ArrayList<>();
            pods.subList(done, until).forEach(pod -> batch.add(() -> create(owner, pod)));
            means.writes().all(batch);
            done = until;
            many *= 2;
        }
    }

    void delete(ObjectNode owner, List<ObjectNode> pods) throws InterruptedException {
        List<Callable<?>> batch = new ArrayList<>();
        pods.forEach(pod -> batch.add(() -> delete(owner, pod)));
        means.writes().all(batch);
    }

    private ObjectNode create(ObjectNode owner, ObjectNode pod) {
        try {
            ObjectNode made = means.writes().create(Resources.PODS, pod);
            told(owner, EventRecorder.Type.NORMAL, "SuccessfulCreate", "Created pod: " + Meta.name(made));
            return made;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.UNAVAILABLE || e.kind() == Fault.Kind.INTERNAL) {
                doubtful.add(Key.of(owner));
            } else {
                told(owner, EventRecorder.Type.WARNING, "FailedCreate", "Error creating: " + e.sentence());
            }
            throw e;
        }
    }

    private boolean delete(ObjectNode owner, ObjectNode pod) {
        means.writes().delete(Resources.PODS, pod);
        told(owner, EventRecorder.Type.NORMAL, "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
        return true;
    }

    private void told(ObjectNode owner, EventRecorder.Type type, String reason, String message) {
        means.events().record(owner, type, reason, message);
    }
}
