package naru.container.ship;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// systemd's journal, in its native protocol: a packet of `NAME=value` lines to a local socket; a value with line ends
/// in it has its length before it, eight bytes, the lowest first.
final class Journald implements Destination {
    private static final Path SOCKET = Path.of("/run/systemd/journal/socket");
    private static final String ERROR = "3";
    private static final String INFORMATION = "6";

    private final Outlet outlet;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private long ordinal;

    private Journald(Outlet outlet, Map<String, String> options, Origin origin) {
        this.outlet = outlet;
        String tag = Tag.of(options, origin);
        fields.put("CONTAINER_ID", origin.shortId());
        fields.put("CONTAINER_ID_FULL", origin.id());
        fields.put("CONTAINER_NAME", origin.name());
        fields.put("CONTAINER_TAG", tag);
        fields.put("IMAGE_NAME", origin.imageName());
        fields.put("SYSLOG_IDENTIFIER", tag);
        fields.putAll(Extras.of(options, origin, Journald::named));
    }

    static Journald open(Map<String, String> options, Origin origin) throws IOException {
        return new Journald(Outlet.open(new Target("unixgram", SOCKET.toString(), 0)), options, origin);
    }

    /// As the journal wants names: capital letters, digits, underscores, no underscore at the front.
    private static String named(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_").replaceFirst("^_+", "");
    }

    @Override
    public void send(Line line) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        fields.forEach((name, value) -> put(packet, name, value.getBytes(StandardCharsets.UTF_8)));
        put(packet, "PRIORITY", (line.error() ? ERROR : INFORMATION).getBytes(StandardCharsets.US_ASCII));
        put(packet, "SYSLOG_TIMESTAMP", line.time().toString().getBytes(StandardCharsets.US_ASCII));
        put(packet, "CONTAINER_LOG_ORDINAL", Long.toString(++ordinal).getBytes(StandardCharsets.US_ASCII));
        if (line.partial()) {
            put(packet, "CONTAINER_PARTIAL_MESSAGE", "true".getBytes(StandardCharsets.US_ASCII));
        }
        put(packet, "MESSAGE", line.text());
        outlet.write(packet.toByteArray());
    }

    private static void put(ByteArrayOutputStream packet, String name, byte[] value) {
        packet.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (contains(value, (byte) '\n')) {
            packet.write('\n');
            packet.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value.length)
                    .array());
        } else {
            packet.write('=');
        }
        packet.writeBytes(value);
        packet.write('\n');
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
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
