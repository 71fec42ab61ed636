package naru.http;

/// A request as it was read.
///
/// @param method a token
/// @param rawPath begins with a slash
/// @param rawQuery without question mark
/// @param query decoded on creation
/// @param http10 HTTP/1.0
/// @param headers its fields
/// @param body its body
record Request(
        String method, String rawPath, String rawQuery, Query query, boolean http10, Headers headers, Body body) {

    /// Makes sense of a head.
    static Request of(Head head, Body body) throws BadRequest {
        String[] first = head.first();
        String version = first.length == 3 ? first[2] : "";
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new BadRequest(version.startsWith("HTTP/") ? 505 : 400, "unsupported protocol version");
        }
        if (!Head.isToken(first[0])) {
            throw new BadRequest(400, "malformed method");
        }
        String target = target(first[1]);
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new Request(first[0], path, query, Query.parse(query), version.equals("HTTP/1.0"), head.headers(), body);
    }

    private static String target(String text) throws BadRequest {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            int slash = text.indexOf('/', text.indexOf("//") + 2);
            return slash < 0 ? "/" : text.substring(slash);
        }
        if (text.equals("*")) {
            return "/*";
        }
        if (!text.startsWith("/") || text.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new BadRequest(400, "malformed request target");
        }
        return text;
    }

    /// Whether the connection is to stay open afterwards, as far as the client is concerned.
    boolean keepAlive() {
        return http10 ? headers.hasToken("Connection", "keep-alive") : !headers.hasToken("Connection", "close");
    }
}
