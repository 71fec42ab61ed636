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
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;

/// A Git server the size of a page: bare repositories over HTTP with a password, by Git's own `http-backend`.
///
/// It stands in for GitLab where none is at hand: same clone address, same password prompt; the webhook is sent by the
/// repository's `post-receive` hook. Run with `java GitServer.java PORT FOLDER USER PASSWORD-FILE`; port 0 takes a free
/// one, which is printed.
void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]).toAbsolutePath();
    String password = Files.readString(Path.of(args[3])).strip();
    byte[] expected = ("Basic " + Base64.getEncoder().encodeToString((args[2] + ":" + password).getBytes(StandardCharsets.UTF_8)))
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> {
        try (exchange) {
            if (isAllowed(exchange, expected)) {
                answer(exchange, folder, args[2]);
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            }
        }
    });
    server.start();
    IO.println(server.getAddress().getPort());
}

boolean isAllowed(HttpExchange exchange, byte[] expected) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected);
}

/// Hands the request to `git http-backend` as RFC 3875 (CGI) says, and its answer back.
void answer(HttpExchange exchange, Path folder, String user) throws IOException {
    ProcessBuilder backend = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = backend.environment();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REMOTE_USER", user);
    environment.put("REMOTE_ADDR", exchange.getRemoteAddress().getAddress().getHostAddress());
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    String query = exchange.getRequestURI().getRawQuery();
    environment.put("QUERY_STRING", query == null ? "" : query);
    header(exchange, "Content-Type", environment, "CONTENT_TYPE");
    header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
    header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
    Process process = backend.start();
    Thread feeder = Thread.startVirtualThread(() -> feed(exchange, process));
    try (InputStream output = process.getInputStream()) {
        int status = readHead(output, exchange);
        exchange.sendResponseHeaders(status, 0);
        output.transferTo(exchange.getResponseBody());
    } finally {
        process.destroy();
        feeder.interrupt();
    }
}

void header(HttpExchange exchange, String name, Map<String, String> environment, String variable) {
    String value = exchange.getRequestHeaders().getFirst(name);
    if (value != null) {
        environment.put(variable, value);
    }
}

void feed(HttpExchange exchange, Process process) {
    try (OutputStream input = process.getOutputStream()) {
        exchange.getRequestBody().transferTo(input);
    } catch (IOException e) {
        process.destroy(); // the client or git went away: neither can be told any more
    }
}

int readHead(InputStream output, HttpExchange exchange) throws IOException {
    int status = 200;
    for (String line = readLine(output); !line.isEmpty(); line = readLine(output)) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (name.equalsIgnoreCase("Status")) {
            status = Integer.parseInt(value.substring(0, 3));
        } else {
            exchange.getResponseHeaders().add(name, value);
        }
    }
    return status;
}

String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n' && b != -1; b = in.read()) {
        if (b != '\r') {
            line.write(b);
        }
    }
    return line.toString(StandardCharsets.UTF_8);
}
