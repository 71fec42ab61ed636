package naru.tunnel;

import java.time.Duration;

/// What a relay bears at most. Everything that can queue at the relay has its limit here.
///
/// @param connections public connections at the same time; more are answered 503
/// @param sessions agents at the same time; more are refused and try again
/// @param streams requests under way per agent; more are answered 503
/// @param waiting requests that wait for agents that are away, over all names; more are answered 502 at once
/// @param namesPerToken names that one token may hold
/// @param headBytes size of a request head in bytes; more is answered 431
/// @param headFields header fields of one request; more is answered 431
/// @param headTime time for one request head, from its first byte; more is answered 408
/// @param idle time that a kept-alive public connection may be silent between requests, or inside a request body
public record RelayLimits(
        int connections,
        int sessions,
        int streams,
        int waiting,
        int namesPerToken,
        int headBytes,
        int headFields,
        Duration headTime,
        Duration idle) {

    /// The limits of a relay that nobody tuned.
    public static RelayLimits defaults() {
        return new RelayLimits(
                10_000, 1_000, 1_024, 1_000, 100, 64 * 1024, 100, Duration.ofSeconds(10), Duration.ofSeconds(90));
    }
}
