package naru.tunnel;

import java.time.Duration;
import java.util.Optional;
import naru.base.Fault;

/// How an agent is set up.
///
/// @param relayHost host of the relay's listener for agents
/// @param relayPort its port
/// @param token what the relay gave; carries the fingerprint by which the relay is known
/// @param name wanted name; empty: the relay draws one, the same again for the same token and target
/// @param targetHost the one host that the agent dials for requests
/// @param targetPort its port
/// @param heartbeat silence after which the relay is pinged; it counts as gone after two and a half of these
/// @param drain how long requests under way may take after `close`
/// @param recent how many requests the inspector remembers; 0 for none
public record AgentConfig(
        String relayHost,
        int relayPort,
        Token token,
        Optional<String> name,
        String targetHost,
        int targetPort,
        Duration heartbeat,
        Duration drain,
        int recent) {

    /// Checks ports and name; a wrong one is an INVALID fault.
    public AgentConfig {
        checkPort(relayPort);
        checkPort(targetPort);
        name.ifPresent(RelayNames::check);
    }

    /// An agent with the defaults: ping after 10 seconds, 5 seconds to drain, 100 requests remembered.
    public static AgentConfig of(
            String relayHost, int relayPort, Token token, Optional<String> name, String targetHost, int targetPort) {
        return new AgentConfig(
                relayHost,
                relayPort,
                token,
                name,
                targetHost,
                targetPort,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                100);
    }

    /// The same with another heartbeat.
    public AgentConfig withHeartbeat(Duration time) {
        return new AgentConfig(relayHost, relayPort, token, name, targetHost, targetPort, time, drain, recent);
    }

    /// The target as people write it.
    String target() {
        return targetHost + ":" + targetPort;
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw Fault.invalid(port + " is no port: ports are 1 to 65535");
        }
    }
}
