package naru.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The name of this machine.
public final class HostName {
    private HostName() {}

    /// As the kernel knows it (gethostname(2)), which asks no name server; `localhost` if it does not say.
    public static String read() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException e) {
            return "localhost";
        }
    }
}
