package naru.kube;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.auth.Attributes;
import naru.cluster.auth.Authorizer;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.LabelSelector;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// Reading and writing objects of any stored kind.
final class ObjectCalls {
    private final Objects objects;
    private final Authorizer authorizer;

    ObjectCalls(Objects objects, Authorizer authorizer) {
        this.objects = objects;
        this.authorizer = authorizer;
    }

    void get(Call call) throws IOException {
        Target target = call.target();
        call.object(200, objects.get(call.resource(), target.namespace(), target.name()));
    }

    void list(Call call) throws IOException {
        Shape shape = Accept.of(call.exchange()).shape();
        Page page = objects.list(
                call.resource(), call.target().namespace(), call.parameters().list());
        Answer.page(call.exchange(), shape, call.resource(), page);
    }

    void create(Call call) throws IOException {
        Resource resource = call.resource();
        WriteOptions options = call.write();
        ObjectNode object = RequestBodies.object(call.exchange(), resource, options);
        String namespace = namespace(call, object);
        String name = object.path("metadata").path("name").asString("");
        call.about(name);
        authorizer.admit(call.caller(), call.target().attributes("create"), object);
        call.object(201, objects.create(resource, namespace, object, options));
    }

    /// The path's namespace, which must be the object's, if that says one.
    private static String namespace(Call call, ObjectNode object) {
        String within = call.target().namespace();
        String own = object.path("metadata").path("namespace").asString("");
        if (call.resource().namespaced() && within.isEmpty()) {
            throw Fault.invalid("an empty namespace may not be set during creation");
        }
        if (!own.isEmpty() && !own.equals(within) && call.resource().namespaced()) {
            throw Fault.invalid(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return within;
    }

    void update(Call call) throws IOException {
        Target target = call.target();
        WriteOptions options = call.write();
        ObjectNode object = RequestBodies.object(call.exchange(), call.resource(), options);
        String namespace = namespace(call, object);
        String name = object.path("metadata").path("name").asString("");
        if (!name.equals(target.name())) {
            throw Fault.invalid("the name of the object (" + (name.isEmpty() ? "empty" : name)
                    + ") does not match the name on the URL (" + target.name() + ")");
        }
        authorizer.admit(call.caller(), target.attributes("update"), object);
        call.object(
                200, objects.update(call.resource(), namespace, target.name(), target.subresource(), object, options));
    }

    void patch(Call call) throws IOException {
        call.object(200, patched(call));
    }

    /// Where somebody has a say in what the object becomes, they see it before it is stored.
    private ObjectNode patched(Call call) throws IOException {
        Target target = call.target();
        WriteOptions options = call.write();
        Patch patch = RequestBodies.patch(call.exchange(), options);
        Attributes.OfResource attributes = target.attributes("patch");
        if (authorizer.admits(call.caller(), attributes)) {
            WriteOptions dry =
                    new WriteOptions(options.fieldManager(), true, options.force(), options.validation(), _ -> {});
            authorizer.admit(call.caller(), attributes, patched(target, patch, dry));
        }
        return patched(target, patch, options);
    }

    private ObjectNode patched(Target target, Patch patch, WriteOptions options) {
        return objects.patch(
                target.resource(), target.namespace(), target.name(), target.subresource(), patch, options);
    }

    void delete(Call call) throws IOException {
        Target target = call.target();
        DeleteOptions options = call.parameters().delete(RequestBodies.options(call.exchange()));
        ObjectNode last = objects.delete(call.resource(), target.namespace(), target.name(), options);
        if (remains(last)) {
            call.object(200, last);
        } else {
            ObjectNode gone =
                    Status.success(target, last.path("metadata").path("uid").asString(""));
            gone.withObject("/metadata")
                    .set("resourceVersion", last.path("metadata").path("resourceVersion"));
            call.document(200, gone);
        }
    }

    /// Whether something that was deleted is still there: it is given time, or somebody has to look at it first.
    private static boolean remains(ObjectNode last) {
        return Tree.number(last, 0, "metadata", "deletionGracePeriodSeconds") > 0
                || !Tree.texts(last, "metadata", "finalizers").isEmpty()
                || !Tree.texts(last, "spec", "finalizers").isEmpty();
    }

    /// Deletes what the selectors choose, one after the other; answers those that were there.
    void deleteAll(Call call) throws IOException {
        DeleteOptions options = call.parameters().delete(RequestBodies.options(call.exchange()));
        ListOptions selection = call.parameters().list();
        Page page = objects.list(call.resource(), call.target().namespace(), selection);
        List<ObjectNode> gone = new ArrayList<>();
        for (ObjectNode object : page.items()) {
            try {
                gone.add(objects.delete(
                        call.resource(),
                        object.path("metadata").path("namespace").asString(""),
                        object.path("metadata").path("name").asString(""),
                        options));
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.NOT_FOUND) {
                    throw fault;
                }
            }
        }
        Answer.page(
                call.exchange(),
                Accept.of(call.exchange()).shape(),
                call.resource(),
                new Page(gone, page.resourceVersion(), page.continued(), page.remaining()));
    }

    /// The Scale of what has replicas.
    void scale(Call call) throws IOException {
        Target target = call.target();
        call.document(200, scaleOf(objects.get(call.resource(), target.namespace(), target.name())));
    }

    void rescale(Call call) throws IOException {
        Target target = call.target();
        WriteOptions options = call.write();
        ObjectNode scale = RequestBodies.object(call.exchange(), "autoscaling/v1", "Scale", options);
        call.document(200, objects.update(call.resource(), target.namespace(), target.name(), "scale", scale, options));
    }

    void patchScale(Call call) throws IOException {
        call.document(200, patched(call));
    }

    private static ObjectNode scaleOf(ObjectNode object) {
        ObjectNode scale = Json.mapper().createObjectNode();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.set(field, object.path("metadata").path(field));
        }
        scale.putObject("spec")
                .put("replicas", object.path("spec").path("replicas").asInt(1));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.path("status").path("replicas").asInt(0));
        status.put(
                "selector",
                LabelSelector.of(object.path("spec").path("selector")).text());
        return scale;
    }
}
