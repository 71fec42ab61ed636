package naru.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import naru.base.Json;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.image.Content;
import naru.image.Digests;
import naru.image.registry.Accounts;
import naru.image.registry.Registry;
import naru.image.registry.Uploads;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The distribution specification's ends, one by one, against the real door.
class RegistryContractTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final Path folder;
    private final Content content;
    private final HttpServer server = new HttpServer();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Accounts accounts = new Accounts(new MemoryDocuments());
    private String base = "";

    RegistryContractTest(@TempDir Path folder) {
        this.folder = folder;
        content = new Content(folder.resolve("content"));
    }

    @BeforeEach
    void open() {
        base = listen(accounts);
    }

    private String listen(Accounts accounts) {
        Registry registry = new Registry(new MemoryDocuments(), content);
        var handler = RegistryRoutes.of(registry, new Uploads(content), accounts);
        var address = (InetSocketAddress) server.listen(
                Listener.tcp("registry", new InetSocketAddress("127.0.0.1", 0), handler, RegistryFailures::tell));
        return "http://127.0.0.1:" + address.getPort();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> call(String method, String path, byte[] body, String... headers) throws Exception {
        URI target = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target).method(method, BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return call("GET", path, new byte[0], headers);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String code(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(UTF_8))
                .path("errors")
                .path(0)
                .path("code")
                .asString("");
    }

    private String upload(byte[] blob) throws Exception {
        String digest = Digests.of(blob);
        assertThat(call("POST", "/v2/a/b/blobs/uploads/?digest=" + digest, blob).statusCode())
                .isEqualTo(201);
        return digest;
    }

    private byte[] manifest(String extra) throws Exception {
        String config = upload("{}".getBytes(UTF_8));
        String layer = upload("layer".getBytes(UTF_8));
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST
                        + "\",\"config\":{\"mediaType\":\"x/y\",\"digest\":\""
                        + config + "\",\"size\":2},\"layers\":[{\"mediaType\":\"x/z\",\"digest\":\"" + layer
                        + "\",\"size\":5}]" + extra + "}")
                .getBytes(UTF_8);
    }

    @Test
    void answersItsBase() throws Exception {
        assertThat(get("/v2/").statusCode()).isEqualTo(200);
        assertThat(header(get("/v2/"), "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void takesABlobInPartsAndGivesRanges() throws Exception {
        String digest = Digests.of("hello world".getBytes(UTF_8));
        var begun = call("POST", "/v2/a/b/blobs/uploads/", new byte[0]);
        assertThat(begun.statusCode()).isEqualTo(202);
        String place = header(begun, "Location");
        var first = call("PATCH", place, "hello ".getBytes(UTF_8), "Content-Range", "0-5");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "Range")).isEqualTo("0-5");
        assertThat(call("PATCH", place, "x".getBytes(UTF_8), "Content-Range", "9-9")
                        .statusCode())
                .isEqualTo(416);
        assertThat(get(place).statusCode()).isEqualTo(204);
        var done = call("PUT", place + "?digest=" + digest, "world".getBytes(UTF_8));
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(get("/v2/a/b/blobs/" + digest).body()).isEqualTo("hello world");
        var part = get("/v2/a/b/blobs/" + digest, "Range", "bytes=6-8");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("wor");
        var head = call("HEAD", "/v2/a/b/blobs/" + digest, new byte[0]);
        assertThat(header(head, "Content-Length")).isEqualTo("11");
        assertThat(call("POST", "/v2/c/blobs/uploads/?mount=" + digest + "&from=a/b", new byte[0])
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void refusesAWrongDigestAndKeepsNothing() throws Exception {
        String wrong = "sha256:" + "0".repeat(64);
        var answer = call("POST", "/v2/a/b/blobs/uploads/?digest=" + wrong, "x".getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("DIGEST_INVALID");
        assertThat(content.all()).isEmpty();
        assertThat(get("/v2/a/b/blobs/" + wrong).statusCode()).isEqualTo(404);
        assertThat(get("/v2/a/b/blobs/sha256:..%2f..%2fetc").statusCode()).isEqualTo(400);
        try (var files = Files.list(folder.resolve("content/ingest"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void keepsManifestsByteForByteWithTags() throws Exception {
        byte[] manifest = manifest("");
        var put = call("PUT", "/v2/a/b/manifests/v1", manifest, "Content-Type", MANIFEST);
        assertThat(put.statusCode()).isEqualTo(201);
        String digest = header(put, "Docker-Content-Digest");
        var got = get("/v2/a/b/manifests/v1");
        assertThat(got.body().getBytes(UTF_8)).isEqualTo(manifest);
        assertThat(header(got, "Content-Type")).isEqualTo(MANIFEST);
        call("PUT", "/v2/a/b/manifests/v2", manifest, "Content-Type", MANIFEST);
        var page = get("/v2/a/b/tags/list?n=1");
        assertThat(page.body()).contains("\"v1\"").doesNotContain("\"v2\"");
        assertThat(header(page, "Link")).contains("last=v1");
        assertThat(get("/v2/a/b/tags/list?n=1&last=v1").body()).contains("\"v2\"");
        assertThat(get("/v2/_catalog").body()).contains("a/b");
        assertThat(call("DELETE", "/v2/a/b/manifests/v1", new byte[0]).statusCode())
                .isEqualTo(202);
        assertThat(code(get("/v2/a/b/manifests/v1"))).isEqualTo("MANIFEST_UNKNOWN");
        assertThat(call("DELETE", "/v2/a/b/manifests/" + digest, new byte[0]).statusCode())
                .isEqualTo(202);
        assertThat(get("/v2/a/b/manifests/v2").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesManifestsThatAreTwoThingsOrNameWhatIsMissing() throws Exception {
        byte[] both = manifest(",\"manifests\":[]");
        assertThat(code(call("PUT", "/v2/a/b/manifests/v1", both, "Content-Type", MANIFEST)))
                .isEqualTo("MANIFEST_INVALID");
        byte[] missing = new String(manifest(""), UTF_8)
                .replace(Digests.of("layer".getBytes(UTF_8)), "sha256:" + "1".repeat(64))
                .getBytes(UTF_8);
        var answer = call("PUT", "/v2/a/b/manifests/v1", missing, "Content-Type", MANIFEST);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("MANIFEST_BLOB_UNKNOWN");
        var other = call("PUT", "/v2/a/b/manifests/v1", manifest(""), "Content-Type", "application/vnd.other+json");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(code(get("/v2/A/manifests/v1"))).isEqualTo("NAME_INVALID");
    }

    @Test
    void listsWhatRefersToAManifest() throws Exception {
        byte[] subject = manifest("");
        String digest = Digests.of(subject);
        call("PUT", "/v2/a/b/manifests/v1", subject, "Content-Type", MANIFEST);
        byte[] note =
                manifest(",\"artifactType\":\"x/note\",\"annotations\":{\"k\":\"v\"},\"subject\":{\"mediaType\":\""
                        + MANIFEST + "\",\"digest\":\"" + digest + "\",\"size\":" + subject.length + "}");
        var put = call("PUT", "/v2/a/b/manifests/" + Digests.of(note), note, "Content-Type", MANIFEST);
        assertThat(header(put, "OCI-Subject")).isEqualTo(digest);
        assertThat(get("/v2/a/b/referrers/" + digest).body())
                .contains(Digests.of(note))
                .contains("x/note")
                .contains("\"k\"");
        var none = get("/v2/a/b/referrers/" + digest + "?artifactType=x/other");
        assertThat(header(none, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(none.body()).doesNotContain(Digests.of(note));
    }

    @Test
    void letsOnlyAccountsInWhenThereAreAccounts() throws Exception {
        String closed = base;
        assertThat(get(closed + "/v2/").statusCode()).isEqualTo(200);
        accounts.put("me", "a secret");
        var refused = get(closed + "/v2/");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(header(refused, "WWW-Authenticate")).startsWith("Basic");
        assertThat(get(closed + "/v2/", "Authorization", basic("me:a secret")).statusCode())
                .isEqualTo(200);
        assertThat(get(closed + "/v2/", "Authorization", basic("me:a wrong one"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(closed + "/v2/", "Authorization", "Basic %%%").statusCode())
                .isEqualTo(401);
        accounts.put("me", "another secret");
        assertThat(get(closed + "/v2/", "Authorization", basic("me:a secret")).statusCode())
                .isEqualTo(401);
        accounts.remove("me");
        assertThat(get(closed + "/v2/").statusCode()).isEqualTo(200);
    }

    private static String basic(String pair) throws IOException {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }
}
