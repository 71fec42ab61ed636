package naru.node.pod.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import naru.node.pod.spec.Doc;
import tools.jackson.databind.JsonNode;

/// Whether a GET request is answered with a status from 200 to 399. A certificate is not looked at: the answer is
/// about life, not about identity.
record HttpProbe(Target target, JsonNode action) {
    private static final int OK = 200;
    private static final int WRONG = 400;
    private static final int MAX_LINE = 8 * 1024;

    Target.Outcome attempt(Duration patience) {
        String own = Doc.text(action, "host");
        String host = own.isEmpty() ? target.address() : own;
        int port = target.port(action.path("port"));
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
            plain.setSoTimeout((int) patience.toMillis());
            try (Socket socket = Doc.text(action, "scheme").equals("HTTPS") ? secured(plain, host, port) : plain) {
                return judge(ask(socket, host, port));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return Target.Outcome.failed("Get \"" + scheme() + "://" + host + ":" + port + path() + "\": "
                    + (e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private static Target.Outcome judge(int status) {
        return status >= OK && status < WRONG
                ? Target.Outcome.PASSED
                : Target.Outcome.failed("HTTP probe failed with statuscode: " + status);
    }

    private String scheme() {
        return Doc.text(action, "scheme").equals("HTTPS") ? "https" : "http";
    }

    private String path() {
        String path = Doc.text(action, "path");
        return path.startsWith("/") ? path : "/" + path;
    }

    private int ask(Socket socket, String host, int port) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path() + " HTTP/1.1\r\n");
        StringBuilder headers = new StringBuilder();
        String name = host + ":" + port;
        boolean agent = false;
        for (JsonNode header : Doc.each(action, "httpHeaders")) {
            String key = Doc.text(header, "name");
            agent |= key.equalsIgnoreCase("user-agent");
            if (key.equalsIgnoreCase("host")) {
                name = Doc.text(header, "value");
            } else {
                headers.append(key + ": " + Doc.text(header, "value") + "\r\n");
            }
        }
        request.append("Host: " + name + "\r\n").append(agent ? "" : "User-Agent: kube-probe/1.32\r\n");
        request.append("Accept: */*\r\nConnection: close\r\n").append(headers).append("\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return status(socket);
    }

    private static int status(Socket socket) throws IOException {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), MAX_LINE);
        String line = reader.readLine();
        if (line == null || !line.matches("HTTP/[0-9.]+ [0-9]{3}.*")) {
            throw new IOException("malformed HTTP response");
        }
        return Integer.parseInt(line.split(" ", 3)[1]);
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Unquestioned()}, null);
        return context.getSocketFactory().createSocket(plain, host, port, true);
    }

    /// Takes every certificate.
    private static final class Unquestioned extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
