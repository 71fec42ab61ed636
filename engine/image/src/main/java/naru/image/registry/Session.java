package naru.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.image.RegistryLogin;
import org.jspecify.annotations.Nullable;

/// Calls to one registry for one purpose: signs in when asked, follows redirects without taking the sign-in to another
/// host. Safe for use by many threads.
final class Session {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_ERROR = 64 * 1024;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final String registry;
    private final URI api;
    private final Hosts hosts;
    private final String scope;
    private final Optional<RegistryLogin> login;
    private volatile String authorization = "";

    /// @param scope what a token must allow, such as `repository:library/debian:pull`; empty for none
    Session(String registry, Hosts hosts, String scope, Optional<RegistryLogin> login) {
        this.registry = registry;
        this.api = hosts.api(registry);
        this.hosts = hosts;
        this.scope = scope;
        this.login = login.filter(l -> !l.isEmpty());
    }

    /// A request without its target and sign-in.
    record Call(String method, Map<String, String> headers, HttpRequest.@Nullable BodyPublisher body) {
        static Call of(String method) {
            return new Call(method, Map.of(), null);
        }

        static Call of(String method, Map<String, String> headers) {
            return new Call(method, headers, null);
        }
    }

    /// The address of a path of the registry's API.
    URI at(String path) {
        return api.resolve(path);
    }

    /// Makes a call; the caller closes the answer's body.
    HttpResponse<InputStream> send(Call call, URI target) {
        HttpResponse<InputStream> answer = sendOnce(call, target);
        if (answer.statusCode() == 401 && isHome(target) && signIn(answer)) {
            discard(answer);
            answer = sendOnce(call, target);
        }
        URI at = target;
        for (int i = 0; isRedirect(call, answer) && i < MAX_REDIRECTS; i++) {
            at = next(at, answer);
            discard(answer);
            answer = sendOnce(call, at);
        }
        return answer;
    }

    private static boolean isRedirect(Call call, HttpResponse<?> answer) {
        int status = answer.statusCode();
        boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
        return reads && (status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
    }

    private URI next(URI from, HttpResponse<?> answer) {
        URI to = from.resolve(answer.headers().firstValue("Location").orElse(""));
        boolean downgrade = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
        if (to.getHost() == null || downgrade || !hosts.mayAsk(to)) {
            throw Fault.unavailable(
                    "the registry " + registry + " redirects to " + to.getScheme() + "://" + to.getHost()
                            + ", which is not followed: it is not encrypted",
                    null);
        }
        return to;
    }

    private boolean isHome(URI target) {
        return api.getScheme().equals(target.getScheme())
                && String.valueOf(api.getAuthority()).equals(target.getAuthority());
    }

    private HttpResponse<InputStream> sendOnce(Call call, URI target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).header("User-Agent", "naru");
        call.headers().forEach(request::header);
        if (!authorization.isEmpty() && isHome(target)) {
            request.header("Authorization", authorization);
        }
        HttpRequest.BodyPublisher body = call.body();
        request.method(call.method(), body == null ? HttpRequest.BodyPublishers.noBody() : body);
        if (body == null) {
            request.timeout(ANSWER);
        }
        return exchange(request.build());
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) {
        String host = request.uri().getAuthority();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            throw Fault.unavailable("the registry " + host + " did not answer within " + CONNECT.toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            throw Fault.unavailable("the registry " + host + " did not answer within " + ANSWER.toSeconds() + " s", e);
        } catch (ConnectException e) {
            String why = e.getCause() != null && hasCause(e, UnresolvedAddressException.class)
                    ? "no such host"
                    : "connection refused";
            throw Fault.unavailable("cannot reach the registry " + host + ": " + why, e);
        } catch (IOException e) {
            throw Fault.unavailable("the connection to the registry " + host + " broke: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the transfer was cancelled", e);
        }
    }

    private static boolean hasCause(Throwable e, Class<?> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /// Gets what the registry asks for; false if there is nothing (more) to offer.
    private synchronized boolean signIn(HttpResponse<?> refused) {
        String sent = refused.request().headers().firstValue("Authorization").orElse("");
        if (!sent.equals(authorization)) {
            return true; // another thread has signed in meanwhile
        }
        List<Challenge> asked = refused.headers().allValues("WWW-Authenticate").stream()
                .flatMap(header -> Challenge.parse(header).stream())
                .toList();
        for (Challenge challenge : asked) {
            String offer = challenge.scheme().equals("basic") ? basic() : "Bearer " + token(challenge);
            if (!offer.isEmpty() && !offer.equals(sent)) {
                authorization = offer;
                return true;
            }
        }
        return false;
    }

    private String basic() {
        return login.filter(l -> !l.username().isEmpty())
                .map(l -> "Basic "
                        + Base64.getEncoder().encodeToString((l.username() + ":" + l.password()).getBytes(UTF_8)))
                .orElse("");
    }

    private String token(Challenge challenge) {
        return new Tokens(hosts, login).token(challenge, scope, this::exchange);
    }

    /// Reads an answer's body up to a limit, and closes it.
    static byte[] bytes(HttpResponse<InputStream> answer, int limit) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw Fault.tooLarge("the registry's answer is over " + limit + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw Fault.unavailable("the registry's answer broke off: " + e.getMessage(), e);
        }
    }

    /// What a registry says in an error answer, as `CODE: message`; empty if nothing that can be read.
    static String error(HttpResponse<InputStream> answer) {
        byte[] body = bytes(answer, MAX_ERROR);
        try {
            var first = naru.base.Json.tree(body).path("errors").path(0);
            String code = first.path("code").asString("");
            return code.isEmpty() ? "" : code + ": " + first.path("message").asString("");
        } catch (Fault e) {
            return ""; // a page of some proxy
        }
    }

    /// Closes an answer that is not needed.
    static void discard(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            body.skip(MAX_ERROR);
        } catch (IOException e) {
            System.getLogger("naru.image").log(System.Logger.Level.DEBUG, "an answer broke off", e);
        }
    }
}
