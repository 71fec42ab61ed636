package naru.cluster.object;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import naru.base.Fault;
import tools.jackson.databind.node.ObjectNode;

/// Objects that are to be there. What somebody changed stays as it is.
public final class Ensured {
    private Ensured() {}

    /// Creates those that are not there, beside each other: a store writes what comes at the same time at once.
    ///
    /// @param namespace empty for kinds without
    public static void all(
            Objects objects, Resource resource, String namespace, List<ObjectNode> documents, WriteOptions options) {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> begun = documents.stream()
                    .map(one ->
                            CompletableFuture.runAsync(() -> ensure(objects, resource, namespace, one, options), each))
                    .toList();
            begun.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private static void ensure(
            Objects objects, Resource resource, String namespace, ObjectNode document, WriteOptions options) {
        try {
            objects.create(resource, namespace, document, options);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
    }
}
