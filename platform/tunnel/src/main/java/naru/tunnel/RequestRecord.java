package naru.tunnel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One request as the agent's inspector remembers it, complete once the response has ended.
///
/// Values of fields that carry secrets (Authorization, Cookie, tokens) are replaced before they are kept.
///
/// @param id counts from 1 in the agent's life
/// @param at when it came in
/// @param method its method
/// @param path its path; the query's values are replaced
/// @param status the answer's status; 0 when there was none
/// @param took from the request's first byte to the answer's last
/// @param sent bytes of the request, head included
/// @param received bytes of the answer, head included
/// @param requestFields header lines of the request
/// @param responseFields header lines of the answer
public record RequestRecord(
        long id,
        Instant at,
        String method,
        String path,
        int status,
        Duration took,
        long sent,
        long received,
        List<String> requestFields,
        List<String> responseFields) {}
