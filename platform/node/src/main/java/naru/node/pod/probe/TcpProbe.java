package naru.node.pod.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import naru.node.pod.spec.Doc;
import tools.jackson.databind.JsonNode;

/// Whether somebody takes a connection.
record TcpProbe(Target target, JsonNode action) {
    Target.Outcome attempt(Duration patience) {
        String own = Doc.text(action, "host");
        String host = own.isEmpty() ? target.address() : own;
        int port = target.port(action.path("port"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
            return Target.Outcome.PASSED;
        } catch (IOException | IllegalArgumentException e) {
            return Target.Outcome.failed("dial tcp " + host + ":" + port + ": " + e.getMessage());
        }
    }
}
