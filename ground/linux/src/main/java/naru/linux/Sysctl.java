package naru.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Settings under /proc/sys/net, of the network namespace of the calling thread.
public final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");
    private static final int LONGEST = 4096;

    private Sysctl() {}

    /// Sets e.g. `ipv4/ip_forward`.
    public static void write(String name, String value) throws IOException {
        Files.writeString(NET.resolve(name), value);
    }

    /// Reads e.g. `ipv4/ip_forward`, without the line end.
    public static String read(String name) throws IOException {
        try (InputStream in = Files.newInputStream(NET.resolve(name))) {
            byte[] value = new byte[LONGEST]; // in one read: the kernel answers nothing to a second one
            int length = in.read(value);
            return new String(value, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
        }
    }

    /// Sets an IPv4 setting of one interface only, e.g. `route_localnet` of a bridge.
    public static void writeLink(String link, String name, String value) throws IOException {
        write("ipv4/conf/" + link + "/" + name, value);
    }
}
