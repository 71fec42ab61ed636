package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import naru.linux.NetworkNamespace;

/// Hears the frames that come to a sandbox, by a packet socket (packet(7)).
final class Wiretap implements AutoCloseable {
    private static final String MARK = "naru-frame:";
    private static final String LISTEN = """
            import socket, sys
            tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            tap.bind(("eth0", 0))
            print("ready", flush=True)
            while True:
                frame = tap.recv(2000)
                at = frame.find(b"naru-frame:")
                if at >= 0:
                    name = frame[at + 11:frame.index(b";", at)].decode()
                    print(name, flush=True)
                    if name == "last":
                        break
            """;
    private static final String SEND = """
            import socket, sys
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            wire.bind(("eth0", 0))
            for frame in sys.argv[1:]:
                wire.send(bytes.fromhex(frame))
            """;

    private final Process listener;
    private final BufferedReader lines;

    private Wiretap(Process listener) throws IOException {
        this.listener = listener;
        this.lines = new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("ready");
    }

    /// Hears from now on.
    static Wiretap on(Sandbox sandbox) throws IOException {
        return new Wiretap(start(sandbox, List.of("python3", "-c", LISTEN)));
    }

    /// Sends frames from a sandbox, each with its name behind it.
    static void send(Sandbox from, Map<String, byte[]> frames) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", SEND));
        frames.forEach((name, frame) -> command.add(HexFormat.of()
                .formatHex(Frames.followed(frame, (MARK + name + ";").getBytes(StandardCharsets.UTF_8)))));
        Process sender = start(from, command);
        String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sender.onExit().join().exitValue()).as(said).isZero();
    }

    /// The names of the frames that came, until the one called `last`.
    List<String> heard() throws IOException {
        List<String> names = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.equals("last"); line = lines.readLine()) {
            names.add(line);
        }
        return names;
    }

    private static Process start(Sandbox sandbox, List<String> command) throws IOException {
        return NetworkNamespace.enter(
                Objects.requireNonNull(sandbox.netns()),
                () -> new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    @Override
    public void close() {
        listener.destroyForcibly();
        listener.onExit().join();
    }
}
