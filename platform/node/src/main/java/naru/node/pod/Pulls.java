package naru.node.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.image.RegistryLogin;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import org.jspecify.annotations.Nullable;

/// Fetches images for pods: a few at once, and one that several pods wait for only once. Safe for use by many threads.
final class Pulls {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final int AT_ONCE = 4;

    private final ImageSource images;
    private final PullSecrets secrets;
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final Map<Wanted, CompletableFuture<@Nullable Void>> running = new ConcurrentHashMap<>();

    /// An image as somebody may fetch it: who signs in otherwise does not wait for the same.
    private record Wanted(String image, List<RegistryLogin> logins) {}

    Pulls(ImageSource images, Objects objects) {
        this.images = images;
        this.secrets = new PullSecrets(objects);
    }

    /// The image if it is here and need not be fetched. An image that was made here is never fetched: no registry has
    /// a newer one.
    Optional<ImageSource.Local> present(PodContainer container) {
        Optional<ImageSource.Local> local = images.find(container.image());
        return switch (container.pull()) {
            case ALWAYS -> local.filter(ImageSource.Local::made);
            case IF_NOT_PRESENT, NEVER -> local;
        };
    }

    /// The image whatever its policy says, once it has been fetched.
    Optional<ImageSource.Local> find(String image) {
        return images.find(image);
    }

    /// Begins to fetch an image, or joins those who wait for it.
    CompletableFuture<@Nullable Void> begin(Pod pod, String image) {
        List<RegistryLogin> logins;
        try {
            logins = secrets.logins(pod, image);
        } catch (Fault e) {
            return CompletableFuture.failedFuture(e);
        }
        Wanted wanted = new Wanted(image, logins);
        CompletableFuture<@Nullable Void> fresh = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> before = running.putIfAbsent(wanted, fresh);
        if (before != null) {
            return before;
        }
        Thread.startVirtualThread(() -> pull(wanted, fresh));
        return fresh;
    }

    /// As each login in turn, until one may have it; the last one's failure is told.
    private void pull(Wanted wanted) {
        List<Optional<RegistryLogin>> logins = wanted.logins().isEmpty()
                ? List.of(Optional.empty())
                : wanted.logins().stream().map(Optional::of).toList();
        for (int i = 0; i < logins.size(); i++) {
            try {
                images.pull(wanted.image(), logins.get(i));
                return;
            } catch (Fault e) {
                if (i == logins.size() - 1) {
                    throw e;
                }
                LOG.log(System.Logger.Level.DEBUG, "one login of several does not get " + wanted.image(), e);
            }
        }
    }

    private void pull(Wanted wanted, CompletableFuture<@Nullable Void> done) {
        permits.acquireUninterruptibly();
        try {
            pull(wanted);
            running.remove(wanted);
            done.complete(null);
        } catch (RuntimeException e) {
            running.remove(wanted);
            done.completeExceptionally(e);
        } finally {
            permits.release();
        }
    }
}
