package naru.cluster.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Duplex;
import naru.http.TlsClient;
import tools.jackson.databind.JsonNode;

/// The API of the cluster's servers, over HTTPS. It trusts what bears the name
/// `kubernetes.default.svc` by the cluster's own authority, at whatever address. Safe for use by many
/// threads; nothing is sent twice.
///
/// Errors: what the server says, as the fault it was there; UNAVAILABLE if there is no whole answer.
/// Then a write may or may not have happened.
public final class Server implements AutoCloseable {
    /// What the certificate of every server of a cluster names.
    public static final String NAME = "kubernetes.default.svc";

    /// Where the API is when an address has no port.
    public static final int PORT = 6443;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HASTE = Duration.ofMillis(1_500);
    private static final int MAX_ERROR = 1 << 20;
    private static final int MAX_BODY = 512 << 20;

    private final TlsClient http;
    private final String authorization;

    private Server(TlsClient http, String authorization) {
        this.http = http;
        this.authorization = authorization;
    }

    /// With a client certificate, or none, as the TLS context has it.
    ///
    /// @param addresses `HOST` or `HOST:PORT` of each server
    /// @param tls trusts the cluster's authority; asked again for each connection
    public static Server at(List<String> addresses, Supplier<SSLContext> tls) {
        List<InetSocketAddress> all = addresses.stream().map(Server::address).toList();
        return new Server(new TlsClient(all, tls, NAME, PATIENCE), "");
    }

    /// The same for small calls that are useless when they are late: it does not wait for long, and asks another
    /// server next.
    public static Server hasty(List<String> addresses, Supplier<SSLContext> tls) {
        List<InetSocketAddress> all = addresses.stream().map(Server::address).toList();
        return new Server(new TlsClient(all, tls, NAME, HASTE), "");
    }

    /// Says anew where the servers are, as [#at]; of effect for new connections.
    public void reachAt(List<String> addresses) {
        http.addresses(addresses.stream().map(Server::address).toList());
    }

    /// The same with a bearer token.
    public Server with(String token) {
        return new Server(http, "Bearer " + token);
    }

    /// An address as people write it; INVALID if it is none.
    public static InetSocketAddress address(String text) {
        String bare = text.replaceFirst("^https://", "").replaceFirst("/$", "");
        int colon = bare.lastIndexOf(':');
        boolean port = colon >= 0 && (bare.indexOf(':') == colon || bare.charAt(colon - 1) == ']');
        String host = (port ? bare.substring(0, colon) : bare).replaceAll("^\\[|\\]$", "");
        try {
            int number = port ? Integer.parseInt(bare.substring(colon + 1)) : PORT;
            if (host.isEmpty()) {
                throw Fault.invalid("'" + text + "' is no address: HOST or HOST:PORT");
            }
            return InetSocketAddress.createUnresolved(host, number);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "'" + text + "' is no address: HOST or HOST:PORT", e);
        }
    }

    /// A call with a JSON document that is answered by one.
    ///
    /// @param type of the body, such as `application/json`
    /// @param warnings takes what the server says besides
    JsonNode call(String method, String path, String type, byte[] body, Consumer<String> warnings) {
        try (TlsClient.Answer answer = send(method, path, type, body)) {
            Warned.tell(answer.headers(), warnings);
            byte[] content = answer.body().readNBytes(MAX_BODY);
            if (answer.body().read() >= 0) {
                throw Fault.tooLarge("the server's answer is larger than " + MAX_BODY + " bytes");
            }
            return Json.tree(content);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// A document at a path.
    public JsonNode get(String path) {
        return call("GET", path, "", new byte[0], _ -> {});
    }

    /// A call with JSON, such as for a token of a service account.
    public JsonNode post(String path, Object body) {
        return call("POST", path, "application/json", Json.write(body), _ -> {});
    }

    /// A call that takes something away; what is answered does not matter.
    public void delete(String path) {
        try (TlsClient.Answer answer = send("DELETE", path, "", new byte[0])) {
            answer.body().skipNBytes(0);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// A call whose answer is read as it arrives; the caller closes it.
    TlsClient.Answer stream(String path) {
        try {
            return send("GET", path, "", new byte[0]);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// A connection of its own that speaks another protocol, begun by `POST` with `Upgrade`.
    ///
    /// @throws Fault UNAVAILABLE if the server cannot be reached or does not agree
    public Duplex upgrade(String path, String protocol) {
        try {
            return http.upgrade(path, Map.of("User-Agent", "naru"), protocol);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private TlsClient.Answer send(String method, String path, String type, byte[] body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "naru");
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        if (!authorization.isEmpty()) {
            headers.put("Authorization", authorization);
        }
        TlsClient.Answer answer = http.send(method, path, headers, body);
        if (answer.status() < 400) {
            return answer;
        }
        try (answer) {
            throw Refusal.of(answer.status(), new String(answer.body().readNBytes(MAX_ERROR), StandardCharsets.UTF_8));
        }
    }

    static Fault broken(IOException e) {
        if (e instanceof ConnectException) {
            return Fault.unavailable("the cluster's server cannot be reached: " + e.getMessage(), e);
        }
        if (e instanceof SSLException) {
            return Fault.unavailable(
                    "the cluster's server is not the right one, or refuses this certificate: " + e.getMessage(), e);
        }
        return Fault.unavailable("the cluster's server gave no whole answer: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        http.close();
    }
}
