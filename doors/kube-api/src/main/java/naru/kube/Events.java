package naru.kube;

import java.io.IOException;
import java.io.OutputStream;
import naru.base.Json;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.ObjectWatch.Type;
import naru.cluster.object.Resource;
import naru.kube.table.Include;
import naru.kube.table.Table;
import tools.jackson.databind.node.ObjectNode;

/// Writes the events of a watch in the form that its client wants.
final class Events {
    private final OutputStream out;
    private final Shape shape;
    private final Table table;
    private final Resource resource;
    private final Include include;
    private boolean headed;

    Events(OutputStream out, Shape shape, Resource resource, Include include) {
        this.out = out;
        this.shape = shape;
        this.table = Table.of(resource);
        this.resource = resource;
        this.include = include;
    }

    void write(ObjectWatch.Event event) throws IOException {
        ObjectNode object = event.object();
        if (event.type() == Type.BOOKMARK) {
            object.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        }
        line(event.type().name(), shaped(event.type(), object));
    }

    private ObjectNode shaped(Type type, ObjectNode object) {
        return switch (shape) {
            case Shape.Whole _ -> object;
            case Shape.Metadata form -> Table.metadata(object, form.version());
            case Shape.Rows form -> {
                if (type == Type.BOOKMARK) {
                    yield table.bookmark(object, form.version());
                }
                boolean first = !headed;
                headed = true;
                yield table.document(object, form.version(), include, first);
            }
        };
    }

    /// Tells why the watch ends.
    void failure(ObjectNode status) throws IOException {
        line("ERROR", status);
    }

    private void line(String type, ObjectNode object) throws IOException {
        ObjectNode event = Json.mapper().createObjectNode().put("type", type);
        event.set("object", object);
        out.write(Json.write(event));
        out.write('\n');
    }

    /// Everything so far goes to the client now.
    void flush() throws IOException {
        out.flush();
    }
}
