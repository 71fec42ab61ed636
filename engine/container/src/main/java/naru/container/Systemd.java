package naru.container;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// This machine's systemd: whether it can be asked for scopes, by the runtimes and over D-Bus, and what
/// we ask it for.
final class Systemd {
    private static final String SOCKET = "run/dbus/system_bus_socket";
    private static final String GROUP_OF_INIT = "/init.scope";

    private Systemd() {}

    /// Why it cannot, as the end of a sentence; empty if it can.
    ///
    /// @param root of the files to look at
    static Optional<String> lacking(Path root) {
        if (!Files.isDirectory(root.resolve("run/systemd/system"))) {
            return Optional.of("this machine was not booted with systemd (there is no /run/systemd/system)");
        }
        Path init = root.resolve("proc/1/cgroup");
        if (!isAtTheTop(init)) {
            return Optional.of("systemd is not at the top of the control groups that are seen here (" + init
                    + " names no " + GROUP_OF_INIT + ")");
        }
        return refusal(root.resolve(SOCKET));
    }

    /// In a container that sees the groups of its host, the names of systemd's groups would be others
    /// than those of the folders.
    private static boolean isAtTheTop(Path groups) {
        try {
            List<String> lines = Files.readAllLines(groups);
            return lines.stream()
                    .map(line -> line.split(":", 3))
                    .anyMatch(parts -> parts.length == 3
                            && (parts[1].isEmpty() || parts[1].equals("name=systemd"))
                            && parts[2].equals(GROUP_OF_INIT));
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> refusal(Path socket) {
        try (SocketChannel bus = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            bus.connect(UnixDomainSocketAddress.of(socket));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "its D-Bus does not answer at " + socket + ": " + e.getMessage() + " (apt-get install dbus)");
        }
    }
}
