package naru.app.deploy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.cluster.schema.Bodies;
import naru.cluster.schema.Schemas;
import naru.pipeline.deploy.ClusterAccess.Manifest;
import tools.jackson.databind.node.ObjectNode;

/// A document of a file.
///
/// @param file as messages name it
/// @param resource what it is
/// @param object itself
record Document(String file, Resource resource, ObjectNode object) {
    private static final WriteOptions STRICT =
            new WriteOptions("naru-deploy", false, true, WriteOptions.Validation.STRICT, _ -> {});

    /// The documents of a file in their order; those of lists are taken out. INVALID if one is no object of the
    /// cluster.
    static List<Document> read(Manifest file) {
        List<Document> documents = new ArrayList<>();
        try {
            for (Bodies.Body body : Bodies.documents(file.text().getBytes(StandardCharsets.UTF_8))) {
                ObjectNode object = body.object();
                if (Tree.text(object, "kind").equals("List")) {
                    Tree.objects(object, "items")
                            .forEach(item -> documents.add(of(file.path(), new Bodies.Body(item, List.of()))));
                } else {
                    documents.add(of(file.path(), body));
                }
            }
        } catch (Fault e) {
            throw new Fault(e.kind(), file.path() + ": " + e.sentence(), e);
        }
        return documents;
    }

    private static Document of(String file, Bodies.Body body) {
        ObjectNode object = body.object();
        String version = Tree.text(object, "apiVersion");
        String kind = Tree.text(object, "kind");
        Resource resource = Resources.of(version, kind)
                .orElseThrow(
                        () -> Fault.invalid("no matches for kind \"" + kind + "\" in version \"" + version + "\""));
        if (Tree.name(object).isEmpty()) {
            throw Fault.invalid(kind + " without metadata.name: what is applied needs a name");
        }
        ObjectNode accepted = Schemas.of(version, kind)
                .map(schema -> schema.accept(object, body.duplicates(), STRICT))
                .orElse(object);
        return new Document(file, resource, accepted);
    }

    /// The same, in a namespace if it needs one and names none.
    Document in(String namespace) {
        if (!resource.namespaced() || !Tree.namespace(object).isEmpty()) {
            return this;
        }
        ObjectNode placed = object.deepCopy();
        Tree.object(placed, "metadata").put("namespace", namespace);
        return new Document(file, resource, placed);
    }

    /// Its namespace; empty for what is in none.
    String namespace() {
        return resource.namespaced() ? Tree.namespace(object) : "";
    }

    /// How messages name it.
    String title() {
        return file + ": " + resource.kind() + " " + Tree.name(object);
    }
}
