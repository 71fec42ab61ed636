package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import naru.base.Json;
import naru.cluster.object.Resource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/// The documents that describe the API to clients: OpenAPI v3, one for each group and version, and v2,
/// one for all. Each is made when first asked for, and kept compressed. Safe for use by many threads.
public final class OpenApi {
    /// How clients ask for [#v2Protobuf].
    public static final String V2_PROTOBUF_ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// The media type of [#v2Protobuf] in answers: what clients ask for is none by the rules of media
    /// types.
    public static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// Part of the documents' hashes: raise it when documents change though types and kinds do not.
    private static final int FORMAT = 1;

    private final List<Resource> resources;
    private final String version;
    private final Map<String, Document> made = new ConcurrentHashMap<>();

    /// @param resources the kinds that the API offers
    /// @param version what the API's `/version` says, such as `v1.32.0`
    public OpenApi(Collection<Resource> resources, String version) {
        this.resources = List.copyOf(resources);
        this.version = version;
    }

    /// A document.
    ///
    /// @param gzip its bytes, compressed; not to be changed
    /// @param hash another one for another document; the ETag
    @SuppressWarnings("ArrayRecordComponent")
    public record Document(byte[] gzip, String hash) {
        /// What it is, not compressed.
        public byte[] bytes() {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// What `/openapi/v3` answers: the documents' addresses, as JSON.
    public byte[] index() {
        ObjectNode index = Json.mapper().createObjectNode();
        ObjectNode paths = index.putObject("paths");
        for (String path : groupVersions().keySet()) {
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(path));
        }
        return Json.write(index);
    }

    /// The v3 document of a group and version.
    ///
    /// @param path such as `api/v1` or `apis/apps/v1`
    public Optional<Document> v3(String path) {
        return Optional.ofNullable(groupVersions().get(path))
                .map(kinds -> made.computeIfAbsent(path, _ -> make(path, kinds, OpenApiVersion.V3)));
    }

    /// The v2 document, of all groups.
    public Document v2() {
        return made.computeIfAbsent("v2", path -> make(path, resources, OpenApiVersion.V2));
    }

    private Map<String, List<Resource>> groupVersions() {
        Map<String, List<Resource>> found = new LinkedHashMap<>();
        for (Resource resource : resources) {
            found.computeIfAbsent(base(resource).substring(1), _ -> new ArrayList<>())
                    .add(resource);
        }
        return found;
    }

    /// Where a kind's group and version is, such as `/apis/apps/v1`.
    static String base(Resource resource) {
        return (resource.group().isEmpty() ? "/api/" : "/apis/") + resource.apiVersion();
    }

    /// The v2 document as protobuf, of the media type [#V2_PROTOBUF], which kubectl up to 1.31 insists
    /// on.
    public Document v2Protobuf() {
        return made.computeIfAbsent("v2-protobuf", path -> {
            OpenApiMessage message = new OpenApiMessage(version);
            resources.forEach(kind -> new OpenApiPaths(kind, OpenApiVersion.V2).forEach(message::path));
            new OpenApiTypes(resources, OpenApiVersion.V2).forEach(resources, message::type);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                message.writeTo(gzip);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Document(bytes.toByteArray(), hash(path));
        });
    }

    private Document make(String path, List<Resource> kinds, OpenApiVersion format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                JsonGenerator out = Json.mapper().createGenerator(gzip)) {
            out.writeStartObject();
            out.writeStringProperty(format.heading(), format.number());
            out.writeName("info");
            out.writeTree(Json.mapper().createObjectNode().put("title", "Naru").put("version", version));
            out.writeName("paths");
            out.writeStartObject();
            kinds.forEach(kind -> new OpenApiPaths(kind, format).forEach((name, tree) -> write(out, name, tree)));
            out.writeEndObject();
            format.openTypes(out);
            new OpenApiTypes(resources, format).forEach(kinds, (name, tree) -> write(out, name, tree));
            format.closeTypes(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Document(bytes.toByteArray(), hash(path));
    }

    private static void write(JsonGenerator out, String name, ObjectNode tree) {
        out.writeName(name);
        out.writeTree(tree);
    }

    private String hash(String path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((FORMAT + version + path + resources).getBytes(UTF_8));
            digest.update(Types.digest());
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
