package naru.tunnel;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import naru.base.Fault;

/// How a relay is set up.
///
/// @param domain the domain under which names live: `shop` answers at `shop.DOMAIN`; lower case, no leading dot
/// @param http where public requests come in; port 0 takes a free one
/// @param agents where agents dial in, over TLS; port 0 takes a free one
/// @param data DATA folder of the instance: the relay keeps its certificate in DATA/relay
/// @param publicUrl scheme and port as the public sees them, `http://:7080` or `https://:443`; empty: HTTP, the own
///     port
/// @param hold how long a request waits for an agent that is away
/// @param heartbeat silence after which an agent is pinged; it counts as dead after two and a half of these
/// @param limits what the relay bears
public record RelayConfig(
        String domain,
        InetSocketAddress http,
        InetSocketAddress agents,
        Path data,
        String publicUrl,
        Duration hold,
        Duration heartbeat,
        RelayLimits limits) {

    /// Checks the domain; one that is no domain is an INVALID fault.
    public RelayConfig {
        domain = domain.toLowerCase(Locale.ROOT);
        if (!domain.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")) {
            throw Fault.invalid("'" + domain + "' is no domain: give one like tunnel.example.org or localhost");
        }
    }

    /// A relay with the defaults: hold 8 seconds, ping after 10.
    public static RelayConfig of(String domain, InetSocketAddress http, InetSocketAddress agents, Path data) {
        return new RelayConfig(
                domain, http, agents, data, "", Duration.ofSeconds(8), Duration.ofSeconds(10), RelayLimits.defaults());
    }

    /// The same with another hold time.
    public RelayConfig withHold(Duration time) {
        return new RelayConfig(domain, http, agents, data, publicUrl, time, heartbeat, limits);
    }

    /// The same with another heartbeat.
    public RelayConfig withHeartbeat(Duration time) {
        return new RelayConfig(domain, http, agents, data, publicUrl, hold, time, limits);
    }

    /// The same with other limits.
    public RelayConfig withLimits(RelayLimits other) {
        return new RelayConfig(domain, http, agents, data, publicUrl, hold, heartbeat, other);
    }

    /// The same, seen by the public under another scheme and port.
    public RelayConfig withPublicUrl(String url) {
        return new RelayConfig(domain, http, agents, data, url, hold, heartbeat, limits);
    }
}
