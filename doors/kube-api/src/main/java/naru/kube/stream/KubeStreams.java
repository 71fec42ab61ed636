package naru.kube.stream;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.http.Duplex;
import naru.http.Exchange;
import naru.http.socket.WebSocket;
import naru.kube.PodStreams;
import naru.node.PodAccess;

/// Answers `exec`, `attach` and `portforward` in whichever protocol the client asks for: WebSocket (kubectl since
/// 1.30),
/// SPDY in WebSocket (port-forward since 1.31), SPDY/3.1 (older ones). Safe for use by many threads.
public final class KubeStreams implements PodStreams {
    private static final List<String> CHANNELS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io");
    private static final String SPDY_CHANNELS = "v4.channel.k8s.io";
    private static final String FORWARD = "portforward.k8s.io";
    private static final String TUNNELLED = "SPDY/3.1+portforward.k8s.io";
    private static final String TYPE = "application/octet-stream";

    @Override
    public void carry(Exchange exchange, String subresource, PodAccess node, PodAccess.Target target)
            throws IOException {
        boolean webSocket = exchange.headers().hasToken("Upgrade", "websocket");
        if (!webSocket && !exchange.header("Upgrade").equalsIgnoreCase("SPDY/3.1")) {
            throw Fault.invalid("unable to upgrade: the request must ask for WebSocket or SPDY/3.1");
        }
        if (subresource.equals("portforward")) {
            forward(exchange, webSocket, node, target);
        } else {
            process(exchange, subresource, webSocket, node, target);
        }
    }

    private static void forward(Exchange exchange, boolean webSocket, PodAccess node, PodAccess.Target target)
            throws IOException {
        if (webSocket) {
            try (WebSocket socket = WebSocket.open(exchange, List.of(TUNNELLED))) {
                new PortForwarding(socket.bytesIn(), socket.bytesOut(), node, target).serve();
            }
            return;
        }
        try (Duplex duplex = spdy(exchange, FORWARD)) {
            new PortForwarding(duplex.in(), duplex.out(), node, target).serve();
        }
    }

    private static void process(
            Exchange exchange, String subresource, boolean webSocket, PodAccess node, PodAccess.Target target)
            throws IOException {
        try (PodAccess.Session session = session(exchange, subresource, node, target)) {
            try (ProcessChannels channels = webSocket
                    ? new SocketChannels(WebSocket.open(exchange, CHANNELS))
                    : new SpdyChannels(spdy(exchange, SPDY_CHANNELS), expected(exchange))) {
                ProcessRun.carry(session, channels, !subresource.equals("attach"));
            }
        }
    }

    /// The process is there before the connection is taken over, so that what is wrong is told as a Status.
    private static PodAccess.Session session(
            Exchange exchange, String subresource, PodAccess node, PodAccess.Target target) {
        boolean stdin = asked(exchange, "stdin");
        boolean terminal = asked(exchange, "tty");
        if (subresource.equals("attach")) {
            return node.attach(target, stdin, terminal);
        }
        List<String> command = exchange.query().all("command");
        if (command.isEmpty()) {
            throw Fault.invalid("you must specify at least 1 command to run");
        }
        return node.exec(target, command, stdin, terminal);
    }

    private static Set<String> expected(Exchange exchange) {
        Set<String> expected = new LinkedHashSet<>(List.of("error"));
        boolean terminal = asked(exchange, "tty");
        for (String type : List.of("stdin", "stdout", "stderr")) {
            if (asked(exchange, type) && !(terminal && type.equals("stderr"))) {
                expected.add(type);
            }
        }
        if (terminal) {
            expected.add("resize");
        }
        return expected;
    }

    private static boolean asked(Exchange exchange, String name) {
        return Set.of("true", "1").contains(exchange.query().get(name));
    }

    private static Duplex spdy(Exchange exchange, String protocol) throws IOException {
        List<String> offered = tokens(exchange, "X-Stream-Protocol-Version");
        if (!offered.contains(protocol)) {
            throw unspoken(List.of(protocol));
        }
        exchange.set("X-Stream-Protocol-Version", protocol);
        return exchange.hijack(TYPE);
    }

    private static List<String> tokens(Exchange exchange, String header) {
        return exchange.headers().all(header).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
    }

    private static Fault unspoken(List<String> spoken) {
        return Fault.forbidden("unable to upgrade: the protocols spoken here are " + String.join(", ", spoken));
    }
}
