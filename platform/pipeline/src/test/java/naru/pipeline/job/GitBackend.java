package naru.pipeline.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/// A repository behind Git's own `http-backend`, with a password.
final class GitBackend implements AutoCloseable {
    static final String USER = "maria";
    static final String PASSWORD = "a-long-password";

    private final Path folder;
    private final HttpServer server;
    private final Git git;

    GitBackend(Path folder) throws IOException, GitAPIException {
        this.folder = folder;
        this.git = Git.init()
                .setDirectory(folder.resolve("shop").toFile())
                .setInitialBranch("main")
                .call();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop/.git";
    }

    /// Commits a file; answers the commit.
    String commit(String file, String text) throws IOException, GitAPIException {
        Files.writeString(folder.resolve("shop").resolve(file), text);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("Change " + file)
                .setAuthor("Maria", "maria@example.org")
                .setCommitter("Maria", "maria@example.org")
                .setSign(false)
                .call()
                .getName();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try (exchange) {
            if (("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                backend(exchange);
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }

    private void backend(HttpExchange exchange) throws IOException {
        ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = backend.environment();
        String query = exchange.getRequestURI().getRawQuery();
        environment.put("GIT_PROJECT_ROOT", folder.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", query == null ? "" : query);
        environment.put(
                "CONTENT_TYPE", String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        if (encoding != null) {
            environment.put("HTTP_CONTENT_ENCODING", encoding);
        }
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null) {
            environment.put("GIT_PROTOCOL", protocol);
        }
        Process process = backend.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (OutputStream input = process.getOutputStream()) {
            input.write(body);
        }
        try (InputStream output = process.getInputStream()) {
            int status = 200;
            for (String line = line(output); !line.isEmpty(); line = line(output)) {
                String[] field = line.split(": ", 2);
                if (field[0].equals("Status")) {
                    status = Integer.parseInt(field[1].substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(field[0], field[1]);
                }
            }
            exchange.sendResponseHeaders(status, 0);
            output.transferTo(exchange.getResponseBody());
        } finally {
            process.destroy();
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n' && b != -1; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        git.close();
        server.stop(0);
    }
}
