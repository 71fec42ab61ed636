package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import naru.linux.IdMap;
import naru.linux.InRoot;
import naru.network.Sandbox;

/// The files of a container's folder that are mounted at /etc/resolv.conf, /etc/hosts and /etc/hostname.
final class ResolverFiles {
    private ResolverFiles() {}

    /// Writes them; a container that has them mounted sees it.
    static void write(Path folder, Sandbox sandbox) throws IOException {
        for (Map.Entry<String, String> file : texts(sandbox).entrySet()) {
            String text = file.getValue();
            Files.writeString(folder.resolve(file.getKey()), text.endsWith("\n") ? text : text + "\n");
        }
    }

    private static Map<String, String> texts(Sandbox sandbox) {
        return Map.of("resolv.conf", sandbox.resolvConf(), "hosts", sandbox.hosts(), "hostname", sandbox.hostname());
    }

    /// Writes them for a container that starts: they belong to its root.
    ///
    /// @param owners who its users are on the host; empty if they are the host's
    static void write(Path folder, Sandbox sandbox, Optional<IdMap> owners) throws IOException {
        write(folder, sandbox);
        try (InRoot in = InRoot.open(folder, owners.orElse(null))) {
            texts(sandbox).keySet().forEach(name -> in.chown(name, 0, 0));
        }
    }
}
