package naru.node.pod;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What services send to pods, as this node's rules have it.
@FunctionalInterface
public interface Traffic {
    /// Nobody sends anything.
    Traffic NONE = _ -> CompletableFuture.completedFuture(null);

    /// Completes when no service leads new connections to an address; at once if none does.
    CompletableFuture<@Nullable Void> gone(String address);
}
