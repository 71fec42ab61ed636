package naru.tunnel;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import naru.tunnel.http.BadMessage;
import naru.tunnel.http.Field;
import naru.tunnel.http.Framing;
import naru.tunnel.http.Head;

/// What a request's head says to the relay, and the heads that it passes on.
final class Routing {
    private static final Set<String> HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "proxy-authenticate",
            "proxy-authorization",
            "http2-settings",
            "content-length",
            "forwarded",
            "x-real-ip",
            "trailer");
    private static final Set<String> ESSENTIAL =
            Set.of("host", "content-length", "transfer-encoding", "content-type", "authorization", "cookie");

    private Routing() {}

    /// The host a request is for, lower case, without port; 400 when that is not clear.
    static String host(Head head) throws BadMessage {
        List<String> hosts = head.all("Host");
        if (hosts.size() != 1) {
            throw new BadMessage(400, "a request has exactly one Host field");
        }
        String host = hosts.getFirst().toLowerCase(Locale.ROOT);
        if (!host.matches("[a-z0-9._-]+\\.?(:[0-9]{1,5})?")) {
            throw new BadMessage(400, "malformed Host field");
        }
        int colon = host.indexOf(':');
        String bare = colon < 0 ? host : host.substring(0, colon);
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /// Refuses what is not passed on at all.
    static void check(Head head) throws BadMessage {
        if (head.first().equals("CONNECT")) {
            throw new BadMessage(405, "CONNECT is not for tunnels");
        }
        if (!head.second().startsWith("/") && !head.second().equals("*")) {
            throw new BadMessage(400, "the request's target must be a path");
        }
        for (String word : head.words("Connection")) {
            if (ESSENTIAL.contains(word.toLowerCase(Locale.ROOT))) {
                throw new BadMessage(400, "Connection must not name " + word);
            }
        }
    }

    /// Whether a request asks for another protocol that may pass: any but HTTP/2, which would hide requests.
    static boolean upgrades(Head head) {
        return head.lists("Connection", "upgrade")
                && head.get("Upgrade").isPresent()
                && head.words("Upgrade").stream()
                        .noneMatch(w -> w.toLowerCase(Locale.ROOT).startsWith("h2c"));
    }

    /// The request as the local server gets it.
    static Head forward(Head head, Framing framing, Socket client, String scheme) {
        List<Field> fields = end2end(head, true);
        fields.add(new Field("X-Forwarded-For", client.getInetAddress().getHostAddress()));
        fields.add(new Field("X-Forwarded-Proto", scheme));
        fields.add(new Field("X-Forwarded-Host", head.get("Host").orElse("")));
        boolean upgrade = upgrades(head);
        fields.add(new Field("Connection", upgrade ? "Upgrade" : "close"));
        if (upgrade) {
            fields.add(new Field("Upgrade", head.get("Upgrade").orElse("")));
        }
        addFraming(fields, framing);
        return new Head(head.first(), head.second(), "HTTP/1.1", fields);
    }

    /// The response as the client gets it; `framing` is how the body goes out.
    static Head back(Head head, Framing framing, boolean keepAlive) {
        List<Field> fields = end2end(head, false);
        if (head.status() == 101) {
            fields.add(new Field("Connection", "Upgrade"));
            head.get("Upgrade").ifPresent(value -> fields.add(new Field("Upgrade", value)));
        } else if (head.status() >= 200) {
            fields.add(new Field("Connection", keepAlive ? "keep-alive" : "close"));
        }
        if (framing instanceof Framing.None) {
            head.get("Content-Length").ifPresent(value -> fields.add(new Field("Content-Length", value)));
        }
        addFraming(fields, framing);
        return new Head("HTTP/1.1", head.second(), head.third(), fields);
    }

    private static void addFraming(List<Field> fields, Framing framing) {
        if (framing instanceof Framing.Chunked) {
            fields.add(new Field("Transfer-Encoding", "chunked"));
        } else if (framing instanceof Framing.Length(long bytes)) {
            fields.add(new Field("Content-Length", Long.toString(bytes)));
        }
    }

    private static List<Field> end2end(Head head, boolean request) {
        List<Field> fields = new ArrayList<>();
        for (Field field : head.fields()) {
            String name = field.plainName();
            boolean hop = HOP.contains(name) && (request || !name.equals("x-real-ip") && !name.equals("trailer"));
            if (!hop && !(request && name.startsWith("x-forwarded-")) && !head.lists("Connection", field.name())) {
                fields.add(field);
            }
        }
        return fields;
    }
}
