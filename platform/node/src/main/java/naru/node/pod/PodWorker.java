package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.node.pod.access.PodDirectory;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.Pod;

/// A pod of this node: one thread that looks, when something happened or it is time, at what is wanted and what is,
/// takes the next step, and writes the status if that is another. Everything of the pod belongs to that thread; others
/// only leave the latest document and ring.
final class PodWorker {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STATUS_RETRY = Duration.ofSeconds(1);
    private static final Duration MISHAP = Duration.ofSeconds(5);

    private final Consumer<PodWorker> ended;
    private final Bell bell = new Bell();
    private final AtomicReference<Pod> latest;
    private final PodLife life;
    private final String uid;
    private final StatusWriter writer;
    private final Halt halt;
    private final Thread thread;
    private volatile boolean absent;
    private volatile boolean letGo;
    private volatile Map<String, List<String>> runs = Map.of();
    private Pod known;
    private boolean written = true;
    private Instant again = Instant.MAX;

    /// @param adopted runs that an earlier agent started, the oldest first
    /// @param ended called when the pod is gone
    PodWorker(PodServices services, Pod pod, List<Run> adopted, Consumer<PodWorker> ended) {
        this.ended = ended;
        this.uid = pod.uid();
        latest = new AtomicReference<>(pod);
        known = pod;
        writer = new StatusWriter(services.objects());
        life = new PodLife(services, uid, adopted, bell::ring);
        halt = new Halt(services);
        thread = Thread.ofVirtual().name("pod-" + uid).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    String uid() {
        return uid;
    }

    /// As last told.
    Pod pod() {
        return java.util.Objects.requireNonNull(latest.get());
    }

    /// The document is another.
    void tell(Pod pod) {
        latest.updateAndGet(old -> pod.version() == 0 || pod.version() >= old.version() ? pod : old);
        bell.ring();
    }

    /// It is not in the API any more.
    void gone() {
        absent = true;
        bell.ring();
    }

    /// Something may have happened.
    void ring() {
        bell.ring();
    }

    /// The node lets go of it: it goes on without us.
    void close() {
        letGo = true;
        bell.ring();
    }

    /// Lets go of it, and ends what runs of it on this machine; returns when that is done.
    void halt() {
        close();
        try {
            if (!thread.join(PATIENCE)) {
                LOG.log(System.Logger.Level.WARNING, "pod {0} is busy: it is ended all the same", pod().qualified());
            }
            halt.end(pod(), runs);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "pod {0} did not end: {1}", pod().qualified(), e.sentence());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!letGo) {
                turn();
                if (life.stage() instanceof Stage.Gone) {
                    ended.accept(this);
                    return;
                }
                bell.await(patience());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            life.close();
        }
    }

    private void turn() {
        Pod told = pod();
        if (told.version() == 0 || told.version() >= known.version()) {
            known = told;
        }
        again = Instant.MAX;
        try {
            life.step(known, absent);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "pod {0}: {1}", known.qualified(), e.sentence());
            again = Instant.now().plus(MISHAP);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "pod " + known.qualified(), e);
            again = Instant.now().plus(MISHAP);
        }
        runs = life.runs();
        if (!absent && !(life.stage() instanceof Stage.Gone)) {
            publish();
        }
        if (life.stage() instanceof Stage.Leaving leaving) {
            leave(leaving);
        }
    }

    /// What has ended for good is not told anew: nothing of it changes, and what it was told by may be gone.
    private void publish() {
        if (known.isTerminal()) {
            written = true;
            return;
        }
        StatusWriter.Result result = writer.write(known, life.status(known));
        known = result.pod();
        written = result.written();
    }

    /// The last step: what is here is gone, so the object may go.
    private void leave(Stage.Leaving leaving) {
        if (leaving.cleared() && (written || absent)) {
            life.leave(known, absent);
        }
    }

    private Duration patience() {
        Instant now = Instant.now();
        Instant next = now.plus(PATIENCE);
        for (Instant one : List.of(again, life.next(known), written ? Instant.MAX : now.plus(STATUS_RETRY))) {
            next = one.isBefore(next) ? one : next;
        }
        Duration rest = Duration.between(now, next);
        return rest.isNegative() ? Duration.ZERO : rest.plusMillis(1);
    }

    /// The pod as of the last turn.
    PodDirectory.Entry entry() {
        return new PodDirectory.Entry(pod(), NetworkWish.id(uid), runs);
    }
}
