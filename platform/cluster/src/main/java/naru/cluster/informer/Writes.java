package naru.cluster.informer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ObjectNode;

/// A controller's writes. What the server answered is in the informers at once, so that the next look at the same
/// object sees it: nobody makes a thing twice because the watch is behind. Safe for use by many threads.
public final class Writes {
    private static final int AT_ONCE = 16;

    private final Objects objects;
    private final Informers informers;
    private final WriteOptions options;

    /// Writes in a controller's name.
    public Writes(Objects objects, Informers informers, String fieldManager) {
        this.objects = objects;
        this.informers = informers;
        this.options = WriteOptions.by(fieldManager);
    }

    /// Stores a new object in its own namespace.
    public ObjectNode create(Resource resource, ObjectNode object) {
        return learned(resource, objects.create(resource, Meta.namespace(object), object, options));
    }

    /// Stores another state; a CONFLICT if the object has changed since it was read.
    public ObjectNode update(Resource resource, ObjectNode object) {
        return update(resource, "", object);
    }

    /// Stores another `status`; a CONFLICT if the object has changed since it was read.
    public ObjectNode status(Resource resource, ObjectNode object) {
        return update(resource, "status", object);
    }

    /// Stores another state through a subresource.
    public ObjectNode update(Resource resource, String subresource, ObjectNode object) {
        return learned(
                resource,
                objects.update(resource, Meta.namespace(object), Meta.name(object), subresource, object, options));
    }

    /// Changes parts of an object.
    public ObjectNode merge(Resource resource, Key key, String subresource, ObjectNode changes) {
        return learned(
                resource,
                objects.patch(resource, key.namespace(), key.name(), subresource, new Patch.Merge(changes), options));
    }

    /// Deletes this very object, as its kind says; one that is gone already is well.
    public void delete(Resource resource, ObjectNode object) {
        delete(resource, object, -1, DeleteOptions.Propagation.BACKGROUND);
    }

    /// Deletes this very object; one that is gone already is well.
    public void delete(Resource resource, ObjectNode object, int graceSeconds, DeleteOptions.Propagation propagation) {
        try {
            objects.delete(
                    resource,
                    Meta.namespace(object),
                    Meta.name(object),
                    new DeleteOptions(graceSeconds, propagation, Meta.uid(object), "", false));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND && !replaced(resource, object, e)) {
                throw e;
            }
        }
        informers.known(resource).ifPresent(one -> one.deleting(object));
    }

    /// Does several writes side by side, and fails with the first failure after all have ended.
    public void all(List<Callable<?>> writes) throws InterruptedException {
        List<Future<?>> futures = new ArrayList<>(writes.size());
        try (ExecutorService executor = Executors.newFixedThreadPool(
                Math.clamp(writes.size(), 1, AT_ONCE), Thread.ofVirtual().factory())) {
            writes.forEach(one -> futures.add(executor.submit(one)));
        }
        for (Future<?> future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Fault fault ? fault : Fault.internal("a write failed", e);
            }
        }
    }

    private boolean replaced(Resource resource, ObjectNode object, Fault e) {
        if (e.kind() != Fault.Kind.CONFLICT) {
            return false;
        }
        try {
            ObjectNode now = objects.get(resource, Meta.namespace(object), Meta.name(object));
            return !Meta.uid(now).equals(Meta.uid(object));
        } catch (Fault missing) {
            return missing.kind() == Fault.Kind.NOT_FOUND;
        }
    }

    private ObjectNode learned(Resource resource, ObjectNode stored) {
        informers.known(resource).ifPresent(one -> one.learn(stored));
        return stored;
    }
}
