package naru.container.ship;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import naru.base.Fault;
import naru.base.Json;

/// Graylog's extended format 1.1: JSON, over UDP packed and in chunks, over TCP plain with a zero byte at its end.
final class Gelf implements Destination {
    private static final int CHUNK = 1420;
    private static final int CHUNK_HEAD = 12;
    private static final int MOST_CHUNKS = 128;
    private static final int ERROR = 3;
    private static final int INFORMATION = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Outlet outlet;
    private final boolean packets;
    private final String packing;
    private final int level;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Gelf(Outlet outlet, Target target, Map<String, String> options, Origin origin) {
        this.outlet = outlet;
        this.packets = target.scheme().equals("udp");
        this.packing = options.getOrDefault("gelf-compression-type", "gzip");
        this.level = Integer.parseInt(options.getOrDefault("gelf-compression-level", "1"));
        fields.put("version", "1.1");
        fields.put("host", origin.host());
        fields.put("_container_id", origin.id());
        fields.put("_container_name", origin.name());
        fields.put("_image_id", origin.imageId());
        fields.put("_image_name", origin.imageName());
        fields.put("_command", String.join(" ", origin.command()));
        fields.put("_tag", Tag.of(options, origin));
        fields.put("_created", origin.created().toString());
        fields.putAll(Extras.of(options, origin, name -> "_" + name));
    }

    static void check(Map<String, String> options) {
        Target target = target(options);
        boolean udp = target.scheme().equals("udp");
        String type = options.getOrDefault("gelf-compression-type", "gzip");
        String depth = options.getOrDefault("gelf-compression-level", "1");
        if (!udp && (options.containsKey("gelf-compression-type") || options.containsKey("gelf-compression-level"))) {
            throw Fault.invalid("compression is only supported on UDP");
        }
        if (!Set.of("gzip", "zlib", "none").contains(type)) {
            throw Fault.invalid(
                    "unknown value \"" + type + "\" for log opt \"gelf-compression-type\" for gelf log driver");
        }
        if (!depth.matches("-1|[0-9]")) {
            throw Fault.invalid(
                    "unknown value \"" + depth + "\" for log opt \"gelf-compression-level\" for gelf log driver");
        }
    }

    private static Target target(Map<String, String> options) {
        String address = options.getOrDefault("gelf-address", "");
        if (address.isEmpty()) {
            throw Fault.invalid("gelf-address is a required parameter");
        }
        return Target.parse("gelf-address", address, Set.of("udp", "tcp"), 0);
    }

    static Gelf open(Map<String, String> options, Origin origin) throws IOException {
        Target target = target(options);
        return new Gelf(Outlet.open(target), target, options, origin);
    }

    @Override
    public void send(Line line) throws IOException {
        Map<String, Object> message = new LinkedHashMap<>(fields);
        message.put("short_message", new String(line.text(), StandardCharsets.UTF_8));
        message.put("timestamp", BigDecimal.valueOf(line.time().toEpochMilli(), 3));
        message.put("level", line.error() ? ERROR : INFORMATION);
        byte[] json = Json.write(message);
        if (packets) {
            sendPacked(packed(json));
        } else {
            outlet.write(Arrays.copyOf(json, json.length + 1));
        }
    }

    private byte[] packed(byte[] json) throws IOException {
        if (packing.equals("none")) {
            return json;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = packing.equals("gzip")
                ? new Leveled(bytes, level)
                : new DeflaterOutputStream(bytes, new Deflater(level))) {
            out.write(json);
        }
        return bytes.toByteArray();
    }

    private void sendPacked(byte[] message) throws IOException {
        if (message.length <= CHUNK) {
            outlet.write(message);
            return;
        }
        int payload = CHUNK - CHUNK_HEAD;
        int chunks = (message.length + payload - 1) / payload;
        if (chunks > MOST_CHUNKS) {
            return; // more than the format can say: Docker drops it too
        }
        long id = RANDOM.nextLong();
        for (int number = 0; number < chunks; number++) {
            int from = number * payload;
            int length = Math.min(payload, message.length - from);
            outlet.write(ByteBuffer.allocate(CHUNK_HEAD + length)
                    .put((byte) 0x1e)
                    .put((byte) 0x0f)
                    .putLong(id)
                    .put((byte) number)
                    .put((byte) chunks)
                    .put(message, from, length)
                    .array());
        }
    }

    /// gzip of another level than the usual one.
    private static final class Leveled extends GZIPOutputStream {
        Leveled(ByteArrayOutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
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
