package naru.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import naru.base.Fault;
import naru.cli.Address;
import naru.cli.Exit;
import naru.cli.RelayOptions;
import naru.cli.TunnelOptions;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.http.Routes;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.tunnel.Agent;
import naru.tunnel.AgentConfig;
import naru.tunnel.AgentState;
import naru.tunnel.Relay;
import naru.tunnel.RelayConfig;
import naru.tunnel.Token;
import naru.web.ApiFailures;

/// `naru relay` and `naru tunnel`: the two sides in the foreground, until they are ended.
final class Tunnels {
    private Tunnels() {}

    /// Serves as the public side, and prints a first token if there is none yet.
    static int relay(RelayOptions options) {
        try {
            Files.createDirectories(options.data());
            Files.createDirectories(options.run());
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "cannot make " + options.data() + ": " + e.getMessage(), e);
        }
        RelayConfig config =
                RelayConfig.of(options.domain(), socket(options.http()), socket(options.agents()), options.data());
        try (Documents documents = SqliteDocuments.open(options.data().resolve("relay.db"));
                Relay relay = Relay.start(config, documents);
                HttpServer server = new HttpServer()) {
            Routes api = new Routes();
            EngineRoutes.relay(api, relay);
            server.listen(Listener.unix("control", options.socket(), api, ApiFailures::tell));
            System.out.println("relay: names under " + options.domain() + " answer at " + options.http()
                    + ", agents dial " + options.agents());
            if (relay.tokens().list().isEmpty()) {
                System.out.println("token for the first agent, shown this once: "
                        + relay.tokens().create("first").token().reveal());
            }
            waitUntilEnded();
            return Exit.OK;
        }
    }

    private static void waitUntilEnded() {
        try {
            Thread.currentThread().join(); // Ctrl-C ends it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps a local address reachable under a name, and says what happens.
    static int tunnel(TunnelOptions options) {
        String text = options.token();
        Token token = Token.parse(text == null ? localToken(options.data()) : text);
        AgentConfig config = AgentConfig.of(
                options.relay().host(),
                options.relay().port(),
                token,
                options.name().isEmpty() ? Optional.empty() : Optional.of(options.name()),
                options.target().host(),
                options.target().port());
        try (Agent agent = Agent.start(config, state -> say(state, options.target()))) {
            return agent.awaitEnd() instanceof AgentState.Failed ? Exit.FAILED : Exit.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        }
    }

    /// The token that a daemon on this machine keeps for its own owner.
    private static String localToken(Path data) {
        try {
            return Files.readString(data.resolve("relay").resolve("local.token"))
                    .strip();
        } catch (IOException e) {
            throw new Fault(
                    Fault.Kind.UNAUTHORIZED,
                    "no token: give --token-file FILE or set NARU_TOKEN, or start the relay of this machine with 'naru up'",
                    e);
        }
    }

    private static void say(AgentState state, Address target) {
        switch (state) {
            case AgentState.Online online -> System.out.println(online.url() + " -> " + target);
            case AgentState.Away away ->
                System.err.println(
                        "away: " + away.why() + "; again in " + away.retryIn().toMillis() + " ms");
            case AgentState.Failed failed -> System.err.println("refused: " + failed.why());
            case AgentState.Connecting _, AgentState.Closed _ -> {}
        }
    }

    private static InetSocketAddress socket(Address address) {
        return new InetSocketAddress(address.host(), address.port());
    }
}
