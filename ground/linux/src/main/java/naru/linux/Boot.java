package naru.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The run of the machine that goes on now: from when its kernel started until it is switched off or
/// crashes.
public final class Boot {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /// What no other run has, of this machine or another one; empty if the kernel does not say.
    public static Optional<String> id() {
        try {
            return Optional.of(Files.readString(ID).strip()).filter(id -> !id.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
