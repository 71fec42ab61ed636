package naru.tunnel;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.tunnel.http.BadMessage;
import naru.tunnel.http.Framing;
import naru.tunnel.http.Head;
import naru.tunnel.http.Input;
import naru.tunnel.mux.ResetCode;
import naru.tunnel.mux.SessionLost;
import naru.tunnel.mux.StreamReset;
import org.jspecify.annotations.Nullable;

/// One public connection: its requests one after the other, each routed by its own Host.
final class Visit {
    private static final int LINGER_BYTES = 1024 * 1024;

    private final Socket socket;
    private final RelayConfig config;
    private final RelayNames names;
    private final Registry registry;
    private final Input in;
    private final OutputStream out;
    private long deadline; // of the head being read, in nanoTime; 0: none

    Visit(Socket socket, RelayConfig config, RelayNames names, Registry registry) throws IOException {
        this.socket = socket;
        this.config = config;
        this.names = names;
        this.registry = registry;
        socket.setTcpNoDelay(true);
        this.in = new Input(this::readSocket);
        this.out = socket.getOutputStream();
    }

    void serve() throws IOException {
        boolean again = true;
        while (again) {
            boolean head = false;
            try {
                Head request = nextHead();
                if (request == null) {
                    return;
                }
                head = request.first().equals("HEAD");
                again = answer(request);
            } catch (BadMessage e) {
                again = false;
                refuse(e.status(), e.getMessage(), !head);
            } catch (SocketTimeoutException e) {
                again = false;
                if (deadline != 0) {
                    refuse(408, "the request's head took too long", true);
                }
            }
        }
    }

    private @Nullable Head nextHead() throws IOException {
        deadline = 0;
        if (!in.awaitByte()) {
            return null;
        }
        deadline = System.nanoTime() + config.limits().headTime().toNanos();
        Head head = in.request(config.limits().headBytes(), config.limits().headFields());
        deadline = 0;
        return head;
    }

    private int readSocket(byte[] into, int offset, int length) throws IOException {
        long millis = config.limits().idle().toMillis();
        if (deadline != 0) {
            millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException("head");
            }
        }
        socket.setSoTimeout((int) Math.max(1, millis));
        return socket.getInputStream().read(into, offset, length);
    }

    private boolean answer(Head request) throws IOException {
        Framing framing = Framing.ofRequest(request);
        String host = Routing.host(request);
        Routing.check(request);
        String suffix = "." + config.domain();
        String name = host.endsWith(suffix) ? host.substring(0, host.length() - suffix.length()) : "";
        if (name.isEmpty() || name.length() > 63 || names.find(name).isEmpty()) {
            refuse(404, "There is no tunnel at " + host + ". Names look like NAME." + config.domain() + ".", request);
            return false;
        }
        long until = System.nanoTime() + config.hold().toNanos();
        while (true) {
            Optional<Registry.Live> live = registry.await(name, Duration.ofNanos(until - System.nanoTime()));
            if (live.isEmpty()) {
                refuse(502, away(name), request);
                return false;
            }
            Passage passage = new Passage(socket, in, out, request, framing, scheme());
            try {
                return passage.run(live.get().session());
            } catch (SessionLost e) {
                registry.detach(name, live.get().session());
                if (!passage.mayRepeat() || System.nanoTime() > until) {
                    return broken(
                            passage,
                            request,
                            name,
                            "the connection to the agent of '" + name + "' broke while the request was under way: "
                                    + e.getMessage());
                }
            } catch (StreamReset e) {
                String why = e.code() == ResetCode.BUSY
                        ? e.getMessage()
                        : "The agent of '" + name + "' is connected, but " + e.getMessage();
                return broken(passage, request, e.code() == ResetCode.BUSY ? "" : name, String.valueOf(why));
            }
        }
    }

    private boolean broken(Passage passage, Head request, String name, String why) throws IOException {
        if (!passage.hasAnswered()) {
            refuse(name.isEmpty() ? 503 : 502, why, request);
        }
        return false;
    }

    private String away(String name) {
        Optional<Instant> since =
                registry.awaySince(name).or(() -> names.find(name).flatMap(r -> Optional.ofNullable(r.seen())));
        return "'" + name + "' is reserved, but its agent is away"
                + since.map(at -> ": it was last seen at " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("")
                + ". The request waited up to " + config.hold().toMillis() + " ms for it. Start it again with:"
                + " naru tunnel http PORT --name " + name;
    }

    private String scheme() {
        return config.publicUrl().startsWith("https:") ? "https" : "http";
    }

    private void refuse(int status, String sentence, Head request) throws IOException {
        refuse(status, sentence, !request.first().equals("HEAD"));
    }

    /// Answers and ends the connection so that the client can still read the answer.
    private void refuse(int status, @Nullable String sentence, boolean withBody) throws IOException {
        out.write(Pages.encode(status, String.valueOf(sentence), withBody));
        out.flush();
        linger();
    }

    private void linger() throws IOException {
        socket.shutdownOutput();
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        byte[] rest = new byte[8 * 1024];
        int left = LINGER_BYTES;
        try {
            int read = in.read(rest, 0, rest.length);
            while (read >= 0 && left > 0) {
                left -= read;
                read = in.read(rest, 0, rest.length);
            }
        } catch (IOException e) {
            System.getLogger("naru.tunnel")
                    .log(System.Logger.Level.TRACE, "after an answer to {0}", new Object[] {peer()});
        }
    }

    private InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }
}
