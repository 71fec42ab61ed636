package naru.kube;

import java.io.IOException;
import java.io.OutputStream;
import naru.base.Json;
import naru.cluster.object.Page;
import naru.cluster.object.Resource;
import naru.http.Exchange;
import naru.kube.table.Include;
import naru.kube.table.Table;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/// Writes objects in the form that a client wants; long answers go out while they are being written.
final class Answer {
    private Answer() {}

    /// One object.
    static void object(Exchange exchange, int status, Shape shape, Resource resource, ObjectNode object)
            throws IOException {
        document(exchange, status, one(exchange, shape, resource, object));
    }

    private static ObjectNode one(Exchange exchange, Shape shape, Resource resource, ObjectNode object) {
        return switch (shape) {
            case Shape.Whole _ -> object;
            case Shape.Metadata form -> Table.metadata(object, form.version());
            case Shape.Rows form -> Table.of(resource).document(object, form.version(), include(exchange), true);
        };
    }

    /// A document as it is.
    static void document(Exchange exchange, int status, ObjectNode document) throws IOException {
        exchange.status(status).set("Content-Type", "application/json");
        try (LongAnswer out = new LongAnswer(exchange)) {
            writer(exchange).writeValue(out, document);
            out.write('\n');
            out.finish();
        }
    }

    /// A page of objects.
    static void page(Exchange exchange, Shape shape, Resource resource, Page page) throws IOException {
        exchange.status(200).set("Content-Type", "application/json");
        try (LongAnswer out = new LongAnswer(exchange)) {
            try (JsonGenerator json = writer(exchange).createGenerator(keepOpen(out))) {
                switch (shape) {
                    case Shape.Whole _ -> whole(json, resource.kind() + "List", resource.apiVersion(), page);
                    case Shape.Metadata form -> metadata(json, form.version(), page);
                    case Shape.Rows form -> rows(json, form.version(), resource, page, include(exchange));
                }
            }
            out.write('\n');
            out.finish();
        }
    }

    private static void whole(JsonGenerator json, String kind, String apiVersion, Page page) {
        head(json, kind, apiVersion, page);
        json.writeArrayPropertyStart("items");
        page.items().forEach(json::writeTree);
        json.writeEndArray().writeEndObject();
    }

    private static void metadata(JsonGenerator json, String version, Page page) {
        head(json, "PartialObjectMetadataList", "meta.k8s.io/" + version, page);
        json.writeArrayPropertyStart("items");
        page.items().forEach(item -> json.writeTree(Table.metadata(item, version)));
        json.writeEndArray().writeEndObject();
    }

    private static void rows(JsonGenerator json, String version, Resource resource, Page page, Include include) {
        Table table = Table.of(resource);
        head(json, "Table", "meta.k8s.io/" + version, page);
        json.writeName("columnDefinitions").writeTree(table.columns());
        json.writeArrayPropertyStart("rows");
        page.items().forEach(item -> json.writeTree(table.row(item, version, include)));
        json.writeEndArray().writeEndObject();
    }

    private static void head(JsonGenerator json, String kind, String apiVersion, Page page) {
        json.writeStartObject()
                .writeStringProperty("kind", kind)
                .writeStringProperty("apiVersion", apiVersion)
                .writeObjectPropertyStart("metadata")
                .writeStringProperty("resourceVersion", page.resourceVersion());
        if (!page.continued().isEmpty()) {
            json.writeStringProperty("continue", page.continued());
            if (page.remaining() > 0) {
                json.writeNumberProperty("remainingItemCount", page.remaining());
            }
        }
        json.writeEndObject();
    }

    /// How much of each object goes with its row.
    static Include include(Exchange exchange) {
        return switch (exchange.query().get("includeObject")) {
            case "", "Metadata" -> Include.METADATA;
            case "None" -> Include.NONE;
            case "Object" -> Include.OBJECT;
            default ->
                throw naru.base.Fault.invalid("includeObject: Unsupported value: \""
                        + exchange.query().get("includeObject")
                        + "\": supported values: \"Metadata\", \"None\", \"Object\"");
        };
    }

    private static ObjectWriter writer(Exchange exchange) {
        return new Parameters(exchange).flag("pretty")
                ? Json.mapper().writerWithDefaultPrettyPrinter()
                : Json.mapper().writer();
    }

    private static OutputStream keepOpen(OutputStream out) {
        return new java.io.FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() {
                // the end of the answer flushes
            }

            @Override
            public void close() {
                // the answer is not over yet
            }
        };
    }
}
