package naru.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import naru.base.Json;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.http.Routes;
import naru.pipeline.credential.Credentials;
import naru.pipeline.job.Jobs;
import naru.pipeline.job.Runs;
import naru.store.Documents;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WebTest {
    private static final String JOB = """
            {"name": "shop", "repo": "http://127.0.0.1:1/maria/shop.git", "branch": "main", "volumes": ["/srv/a:/srv/b"],
             "docker": true, "hookToken": "token-of-hook", "credential": "git"}""";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String PUSH = """
            {"object_kind": "push", "ref": "refs/heads/main", "after": "%1$s", "checkout_sha": "%1$s", "user_username": "maria",
             "project": {"path_with_namespace": "maria/shop", "git_http_url": "http://127.0.0.1:1/maria/shop.git"}}""".formatted(COMMIT);

    @TempDir
    Path root = Path.of("");

    private final Documents documents = new MemoryDocuments();
    private final Jobs jobs = new Jobs(documents);
    private final HttpServer server = new HttpServer();
    private final HttpClient client = HttpClient.newHttpClient();
    private Runs runs = unset();
    private String address = "";

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }

    private Credentials credentials(Path data) {
        return new Credentials(documents, data.resolve("credentials.key"));
    }

    @BeforeEach
    void open() {
        Credentials credentials = credentials(root);
        runs = new Runs(
                jobs,
                credentials,
                new Runs.Shop(
                        new NoWorkshop(),
                        naru.pipeline.tool.Toolbox.NONE,
                        naru.pipeline.deploy.Cluster.NONE,
                        root,
                        Map.of(),
                        naru.pipeline.job.RunListener.NONE),
                2);
        Routes routes = new Routes();
        JobRoutes.add(routes, jobs, runs);
        CredentialRoutes.add(routes, credentials, runs);
        GitLabHook.add(routes, jobs, runs);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress bound =
                (InetSocketAddress) server.listen(Listener.tcp("test", any, routes, ApiFailures::tell));
        address = "http://127.0.0.1:" + bound.getPort();
    }

    @AfterEach
    void close() {
        runs.close();
        server.close();
        client.close();
        documents.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode json(String path) {
        return Json.tree(send("GET", path, "").body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void jobsAreMadeShownAndTakenAway() {
        HttpResponse<String> created = send("POST", "/api/v1/jobs", JOB);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.body()).doesNotContain("token-of-hook");
        assertThat(send("POST", "/api/v1/jobs", JOB).statusCode()).isEqualTo(409);
        assertThat(json("/api/v1/jobs/shop").path("volumes").path(0).asString()).isEqualTo("/srv/a:/srv/b");
        assertThat(json("/api/v1/jobs").path("items").size()).isEqualTo(1);
        assertThat(send("DELETE", "/api/v1/jobs/shop", "").statusCode()).isEqualTo(204);
        assertThat(send("GET", "/api/v1/jobs/shop", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/api/v1/jobs", "{\"name\": \"x\", \"repo\": \"/etc\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/api/v1/jobs", JOB.replace("\"hookToken\": \"token-of-hook\", ", ""))
                        .body())
                .contains("hookToken");
    }

    @Test
    void runsAreStartedFollowedAndListed() {
        send("POST", "/api/v1/jobs", JOB.replace(", \"credential\": \"git\"", ""));
        HttpResponse<String> started = send("POST", "/api/v1/jobs/shop/runs", "{\"parameters\": {\"A\": \"b\"}}");
        assertThat(started.statusCode()).isEqualTo(202);
        assertThat(started.body()).contains("\"id\":\"shop/1\"");
        assertThat(send("GET", "/api/v1/jobs/shop/runs/1/log?follow=true", "").body())
                .contains("cannot fetch http://127.0.0.1:1/maria/shop.git")
                .endsWith("Finished: FAILURE\n");
        assertThat(json("/api/v1/jobs/shop/runs/1").path("state").asString()).isEqualTo("FAILURE");
        assertThat(json("/api/v1/runs?job=shop&limit=5").path("items").size()).isEqualTo(1);
        assertThat(send("POST", "/api/v1/jobs/none/runs", "{}").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/v1/jobs/shop/runs/x", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/v1/jobs/shop/runs/9", "").statusCode()).isEqualTo(404);
    }

    @Test
    void credentialsGoInAndNeverOut() {
        String body =
                "{\"id\": \"git\", \"kind\": \"password\", \"username\": \"maria\", \"secret\": \"geheim-geheim\"}";
        HttpResponse<String> created = send("POST", "/api/v1/credentials", body);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body() + send("GET", "/api/v1/credentials", "").body())
                .contains("maria")
                .doesNotContain("geheim");
        send("POST", "/api/v1/jobs", JOB);
        assertThat(send("DELETE", "/api/v1/credentials/git", "").statusCode()).isEqualTo(409);
        send("DELETE", "/api/v1/jobs/shop", "");
        assertThat(send("DELETE", "/api/v1/credentials/git", "").statusCode()).isEqualTo(204);
        assertThat(send("POST", "/api/v1/credentials", "{\"id\": \"x\", \"kind\": \"odd\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aPushStartsOneRunHoweverOftenItIsDelivered() {
        send("POST", "/api/v1/jobs", JOB);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = send("POST", "/hooks/gitlab", PUSH, "X-Gitlab-Token", "token-of-hook");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).contains("\"id\":\"shop/1\"");
        }
        assertThat(jobs.runs("shop")).hasSize(1);
        assertThat(jobs.runs("shop").getFirst().cause()).isEqualTo("a push by maria");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wrong-token | none | 401
            '' | none | 401
            token-of-hook | refs/heads/main>refs/heads/other | 202
            token-of-hook | refs/heads/main>refs/tags/v1 | 202
            token-of-hook | maria/shop.git>maria/none.git | 404
            token-of-hook | "project">"object" | 400
            token-of-hook | {>[ | 400
            token-of-hook | "after": "0123456789abcdef0123456789abcdef01234567">"after": "0000000000000000000000000000000000000000" | 202
            token-of-hook | checkout_sha": "0123>checkout_sha": "$(id) | 400
            """)
    void otherHooksStartNothing(String token, String change, int status) {
        send("POST", "/api/v1/jobs", JOB);
        String[] parts = change.split(">");
        String body = parts.length == 2 ? PUSH.replace(parts[0], parts[1]) : PUSH;
        assertThat(send("POST", "/hooks/gitlab", body, "X-Gitlab-Token", token).statusCode())
                .isEqualTo(status);
        assertThat(jobs.runs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"token-of-hook, 413", "wrong-token, 401"})
    void aHookOf50MegabytesIsRefusedBeforeItsBodyIsSent(String token, int status) throws IOException {
        send("POST", "/api/v1/jobs", JOB);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort())) {
            String head = "POST /hooks/gitlab HTTP/1.1\r\nHost: naru\r\nContent-Type: application/json\r\n"
                    + "X-Gitlab-Token: " + token + "\r\nContent-Length: 52428800\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 " + status);
        }
        assertThat(jobs.runs()).isEmpty();
    }

    @Test
    void aHookWithoutATokenIsRefused() {
        send("POST", "/api/v1/jobs", JOB);
        assertThat(send("POST", "/hooks/gitlab", PUSH).statusCode()).isEqualTo(401);
        assertThat(jobs.runs()).isEmpty();
    }

    @Test
    void aHookThatIsTooLargeIsRefused() {
        send("POST", "/api/v1/jobs", JOB);
        String body = "{\"x\": \"" + "y".repeat(1 << 20) + "\"}";
        assertThat(send("POST", "/hooks/gitlab", body, "X-Gitlab-Token", "token-of-hook")
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "https://GitLab.example.com/maria/shop.git, gitlab.example.com/maria/shop",
        "https://user@gitlab.example.com/maria/shop, gitlab.example.com/maria/shop",
        "git@gitlab.example.com:maria/shop.git, gitlab.example.com/maria/shop",
        "ssh://git@gitlab.example.com/maria/shop.git, gitlab.example.com/maria/shop",
        "http://127.0.0.1:80/shop.git, 127.0.0.1:80/shop"
    })
    void namesOfOneRepositoryAreTheSame(String address, String plain) {
        assertThat(GitLabHook.plain(address)).isEqualTo(plain);
    }
}
