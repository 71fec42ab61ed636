package naru.container.ship;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// fluentd's forward protocol 1, message mode: `[tag, time, record]` in MessagePack over TCP, TLS or a local socket.
final class Fluentd implements Destination {
    private static final String ADDRESS = "fluentd-address";
    private static final int PORT = 24_224;
    private static final int MOST_ANSWER = 256;

    private final Outlet outlet;
    private final String tag;
    private final boolean precise;
    private final boolean acknowledged;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private Fluentd(Outlet outlet, Map<String, String> options, Origin origin) {
        this.outlet = outlet;
        this.tag = Tag.of(options, origin);
        this.precise = Boolean.parseBoolean(options.getOrDefault("fluentd-sub-second-precision", "false"));
        this.acknowledged = Boolean.parseBoolean(options.getOrDefault("fluentd-request-ack", "false"));
        fields.put("container_id", origin.id());
        fields.put("container_name", "/" + origin.name());
        fields.putAll(Extras.of(options, origin, name -> name));
    }

    static void check(Map<String, String> options) {
        target(options);
    }

    private static Target target(Map<String, String> options) {
        String address = options.getOrDefault(ADDRESS, "");
        String whole = address.isEmpty() ? "tcp://127.0.0.1" : address.contains("://") ? address : "tcp://" + address;
        return Target.parse(ADDRESS, whole, Set.of("tcp", "tls", "unix"), PORT);
    }

    static Fluentd open(Map<String, String> options, Origin origin) throws IOException {
        Target target = target(options);
        Outlet outlet = target.scheme().equals("tls")
                ? Outlet.secure(target, Trust.of(Map.of(), "fluentd-"), false)
                : Outlet.open(target);
        return new Fluentd(outlet, options, origin);
    }

    @Override
    public void send(Line line) throws IOException {
        Pack message = new Pack().array(acknowledged ? 4 : 3).text(tag);
        if (precise) {
            message.moment(line.time());
        } else {
            message.number(line.time().getEpochSecond());
        }
        message.map(fields.size() + (line.partial() ? 3 : 2));
        for (Map.Entry<String, String> field : fields.entrySet()) {
            message.text(field.getKey()).text(field.getValue());
        }
        message.text("source").text(line.error() ? "stderr" : "stdout");
        message.text("log").text(line.text());
        if (line.partial()) {
            message.text("partial_message").text("true");
        }
        if (acknowledged) {
            sendAndWait(message);
        } else {
            outlet.write(message.bytes());
        }
    }

    private void sendAndWait(Pack message) throws IOException {
        String chunk =
                Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        outlet.write(message.map(1).text("chunk").text(chunk).bytes());
        outlet.flush();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf(chunk) < 0) {
            int read = outlet.in().read();
            if (read < 0 || answer.length() > MOST_ANSWER) {
                throw new IOException("the log's server did not acknowledge a line");
            }
            answer.append((char) read);
        }
    }

    @Override
    public void flush() throws IOException {
        outlet.flush();
    }

    @Override
    public void close() {
        outlet.close();
    }
}
