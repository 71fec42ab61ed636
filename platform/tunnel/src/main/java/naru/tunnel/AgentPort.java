package naru.tunnel;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.tunnel.mux.Frame;
import naru.tunnel.mux.FrameType;
import naru.tunnel.mux.MuxStream;
import naru.tunnel.mux.Session;

/// Where agents dial in: TLS 1.3, the handshake (token, name, fencing), then a session in the registry.
final class AgentPort implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.tunnel");
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration PROBE = Duration.ofMillis(1_500);

    private final RelayConfig config;
    private final RelayTokens tokens;
    private final RelayNames names;
    private final Registry registry;
    private final UnaryOperator<String> urls;
    private final SSLContext tls;
    private final Acceptor acceptor;
    private final Semaphore places;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    AgentPort(RelayConfig config, RelayTokens tokens, RelayNames names, Registry registry, UnaryOperator<String> urls)
            throws IOException {
        this.config = config;
        this.tokens = tokens;
        this.names = names;
        this.registry = registry;
        this.urls = urls;
        this.tls = RelayIdentity.open(config.data()).context();
        this.places = new Semaphore(config.limits().sessions());
        this.acceptor = new Acceptor("tunnel-agents", config.agents(), this::accepted);
    }

    InetSocketAddress address() {
        return acceptor.address();
    }

    private void accepted(Socket raw) {
        if (!places.tryAcquire()) {
            Sockets.close(raw);
            return;
        }
        Thread.ofVirtual().name("tunnel-handshake").start(() -> {
            ScheduledFuture<?> deadline =
                    deadlines.schedule(() -> Sockets.close(raw), HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
            boolean attached = false;
            try {
                attached = handshake(raw, deadline);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "an agent's handshake failed", e);
            } finally {
                deadline.cancel(false);
                if (!attached) {
                    places.release();
                    Sockets.close(raw);
                }
            }
        });
    }

    private boolean handshake(Socket raw, ScheduledFuture<?> deadline) throws IOException {
        raw.setTcpNoDelay(true);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        socket.setUseClientMode(false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {Greeting.ALPN});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        DataInputStream in = Session.reader(socket);
        Frame first = Frame.read(in);
        if (first.type() != FrameType.HELLO) {
            throw new IOException("no HELLO but " + first.type());
        }
        Greeting.Hello hello = Json.read(first.payload(), Greeting.Hello.class);
        deadline.cancel(false);
        try {
            admit(hello, socket, raw, in);
            return true;
        } catch (Fault e) {
            boolean permanent = e.kind() != Fault.Kind.UNAVAILABLE && e.kind() != Fault.Kind.INTERNAL;
            byte[] refusal = Json.write(new Greeting.Refusal(e.sentence(), permanent));
            new Frame(FrameType.REFUSE, 0, refusal).write(socket.getOutputStream());
            return false;
        }
    }

    private void admit(Greeting.Hello hello, SSLSocket socket, Socket raw, DataInputStream in) throws IOException {
        if (hello.version() != Greeting.VERSION) {
            throw Fault.invalid("the relay speaks version " + Greeting.VERSION + " of the tunnel's protocol, the agent "
                    + hello.version() + ": use the same release on both sides");
        }
        String token = tokens.identify(hello.secret())
                .orElseThrow(() -> Fault.unauthorized(
                        "the relay does not know this token: it was revoked or belongs" + " to another relay"));
        String name = names.reserve(token, hello.wanted(), hello.target()).name();
        long epoch = registry.nextEpoch();
        fence(name, hello);
        String resume = Ids.secret(16);
        byte[] welcome = Json.write(new Greeting.Welcome(name, urls.apply(name), resume, epoch));
        new Frame(FrameType.WELCOME, 0, welcome).write(socket.getOutputStream());
        attach(name, token, resume, epoch, socket, raw, in);
    }

    /// Makes sure that the name's old session may be replaced: it is the same agent's, or it is dead.
    private void fence(String name, Greeting.Hello hello) {
        Optional<Registry.Live> old = registry.find(name);
        if (old.isPresent()
                && !old.get().resume().equals(hello.resume())
                && old.get().session().answers(PROBE)) {
            throw Fault.unavailable(
                    "the name '" + name + "' is in use by another agent of the same token, connected from "
                            + old.get().address() + ": stop that one, or choose another name",
                    null);
        }
    }

    private void attach(
            String name, String token, String resume, long epoch, SSLSocket socket, Socket raw, DataInputStream in) {
        Session[] self = new Session[1];
        Session session =
                new Session(socket, raw, in, config.heartbeat(), config.limits().streams(), new Session.Listener() {
                    @Override
                    public void opened(MuxStream stream, byte[] about) {
                        self[0].close("an agent must not open streams");
                    }

                    @Override
                    public void goingAway(String why) {
                        registry.detach(name, self[0]);
                    }

                    @Override
                    public void closed(String why) {
                        registry.detach(name, self[0]);
                        places.release();
                        LOG.log(System.Logger.Level.INFO, "tunnel {0}: agent gone: {1}", name, why);
                    }
                });
        self[0] = session;
        names.seen(name, Instant.now());
        String address = raw.getInetAddress().getHostAddress();
        Registry.Live old =
                registry.attach(new Registry.Live(name, token, resume, epoch, address, Instant.now(), session));
        if (old != null) {
            old.session().close("another session of the same agent took over");
        }
        session.start();
        recheck(name, token, session);
    }

    /// What changed while the agent shook hands was not told to this session: look again now that it is registered.
    private void recheck(String name, String token, Session session) {
        if (acceptor.isClosed()) {
            session.close("the relay is stopping");
        } else if (!tokens.exists(token)) {
            session.close("its token was revoked");
        } else if (names.find(name).filter(r -> r.token().equals(token)).isEmpty()) {
            session.close("its name was released");
        }
    }

    @Override
    public void close() {
        acceptor.close();
        for (Registry.Live live : registry.all()) {
            live.session().goAway("the relay is stopping");
        }
        for (Registry.Live live : registry.all()) {
            live.session().drain(Duration.ofSeconds(2));
            live.session().close("the relay is stopping");
        }
        deadlines.shutdownNow();
    }
}
