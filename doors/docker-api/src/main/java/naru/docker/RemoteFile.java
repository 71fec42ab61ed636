package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import naru.base.Fault;

/// A file that is read from a web server as it comes. For one thread; closing it ends the transfer.
record RemoteFile(HttpClient client, InputStream content) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// The address in full: one without a scheme means HTTP, as in Docker. INVALID if it is none.
    static URI address(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "not an address: " + text, e);
        }
        throw Fault.invalid("not an address of the web: " + text);
    }

    /// Asks for it; INVALID if the server does not have it, UNAVAILABLE if there is none.
    static RemoteFile open(URI address) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE)
                .build();
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 == 2) {
                return new RemoteFile(client, response.body());
            }
            client.shutdownNow();
            throw Fault.invalid("cannot fetch " + address + ": the server answers " + response.statusCode());
        } catch (IOException e) {
            client.shutdownNow();
            String why = e instanceof ConnectException ? "connection refused" : String.valueOf(e.getMessage());
            throw Fault.unavailable("cannot fetch " + address + ": " + why, e);
        } catch (InterruptedException e) {
            client.shutdownNow();
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while fetching " + address, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
