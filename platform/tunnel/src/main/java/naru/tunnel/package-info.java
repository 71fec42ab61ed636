/// Tunnels: a relay in public, agents behind NAT, and one encrypted, multiplexed connection between the two.
///
/// [Relay][naru.tunnel.Relay] answers `NAME.DOMAIN` and passes every request on to the agent that holds the name;
/// [Agent][naru.tunnel.Agent] passes it on to one local address. Names belong to tokens and never expire.
@NullMarked
package naru.tunnel;

import org.jspecify.annotations.NullMarked;
