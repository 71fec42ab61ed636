package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import naru.base.Fault;
import naru.tunnel.Relay;

/// The token by which `naru tunnel` on this machine uses this machine's relay: DATA/relay/local.token, readable by the
/// owner of the data alone, made once.
final class LocalToken {
    private LocalToken() {}

    static void keep(Relay relay, Path data) {
        Path file = data.resolve("relay").resolve("local.token");
        if (Files.exists(file)) {
            return;
        }
        Path fresh = file.resolveSibling(".local.token.new");
        try {
            Files.createDirectories(data.resolve("relay"));
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    fresh, relay.tokens().create("this machine").token().reveal() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Fault.unavailable("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
