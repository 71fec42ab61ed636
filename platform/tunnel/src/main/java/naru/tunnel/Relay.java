package naru.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.store.Documents;

/// The public side of tunnels: answers `NAME.DOMAIN` over HTTP and passes requests on to the agent that holds the
/// name.
///
/// ```java
/// RelayConfig config = RelayConfig.of("localhost", http, agents, instance.data());
/// try (Relay relay = Relay.start(config, documents)) {
///     Token token = relay.tokens().create("laptop").token(); // token.reveal() is for its owner, shown once
///     relay.tunnels().forEach(System.out::println);
/// }
/// ```
///
/// Safe for use by many threads. Close it to free both ports: agents come back by themselves when it starts again.
public final class Relay implements AutoCloseable {
    private final RelayConfig config;
    private final RelayTokens tokens;
    private final RelayNames names;
    private final Registry registry;
    private final AgentPort agents;
    private final PublicPort http;
    private final Instant started = Instant.now();

    private Relay(RelayConfig config, Documents documents) throws IOException {
        this.config = config;
        this.tokens = RelayTokens.open(config.data(), documents);
        this.names = new RelayNames(documents, config.limits().namesPerToken());
        this.registry = new Registry(config.limits().waiting());
        this.http = new PublicPort(config, names, registry);
        try {
            this.agents = new AgentPort(config, tokens, names, registry, this::addressOf);
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
        tokens.onRevoke(id -> drop(live -> live.token().equals(id), "its token was revoked"));
        names.onRelease(name -> drop(live -> live.name().equals(name), "its name was released"));
    }

    /// Starts a relay. A port in use is a CONFLICT fault.
    public static Relay start(RelayConfig config, Documents documents) {
        try {
            return new Relay(config, documents);
        } catch (IOException e) {
            throw Fault.unavailable("the relay cannot start: " + e.getMessage(), e);
        }
    }

    /// Where public requests come in.
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /// Where agents dial in.
    public InetSocketAddress agentsAddress() {
        return agents.address();
    }

    /// The tokens, to create, list and revoke.
    public RelayTokens tokens() {
        return tokens;
    }

    /// The reserved names.
    public RelayNames names() {
        return names;
    }

    /// The public address of a name, such as `http://shop.localhost:7080`.
    public String addressOf(String name) {
        String seen = config.publicUrl().isEmpty()
                ? "http://x:" + httpAddress().getPort()
                : config.publicUrl().replace("://:", "://x:");
        URI uri = URI.create(seen);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
        return uri.getScheme() + "://" + name + "." + config.domain() + (usual ? "" : ":" + uri.getPort());
    }

    /// All tunnels, connected or away, by name.
    public List<TunnelStatus> tunnels() {
        return names.list().stream().map(this::status).toList();
    }

    /// How many requests wait for agents that are away.
    public int waiting() {
        return registry.waiting();
    }

    private TunnelStatus status(RelayNames.Reservation name) {
        Optional<Registry.Live> live = registry.find(name.name());
        Instant away = registry.awaySince(name.name()).orElse(started);
        return new TunnelStatus(
                name.name(),
                addressOf(name.name()),
                name.token(),
                live.isPresent(),
                live.map(Registry.Live::since).orElse(away),
                live.map(Registry.Live::address).orElse(""),
                live.map(l -> l.session().openStreams()).orElse(0));
    }

    private void drop(java.util.function.Predicate<Registry.Live> which, String why) {
        registry.all().stream().filter(which).forEach(live -> live.session().close(why));
    }

    /// Stops: agents are told, requests under way get two seconds, both ports are freed.
    @Override
    public void close() {
        http.stopAccepting();
        agents.close();
        http.close();
    }
}
