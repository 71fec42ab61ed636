package naru.tunnel;

import java.time.Instant;

/// One tunnel as the relay sees it.
///
/// @param name the reserved name
/// @param url its public address
/// @param token id of the token that holds it
/// @param online whether its agent is connected
/// @param since since when it is connected, or away
/// @param agent address of the connected agent, or of nobody (empty)
/// @param requests requests under way
public record TunnelStatus(
        String name, String url, String token, boolean online, Instant since, String agent, int requests) {}
