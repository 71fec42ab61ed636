package naru.cli;

import java.nio.file.Path;

/// How `naru relay` runs.
///
/// @param domain names are handed out below it
/// @param http where requests of the public arrive
/// @param agents where tunnels arrive, over TLS
/// @param data durable folder for keys, tokens and reserved names
/// @param run folder of the socket by which `naru tunnel token` and `names` reach it
public record RelayOptions(String domain, Address http, Address agents, Path data, Path run) {
    /// The socket of a relay that runs by itself.
    public Path socket() {
        return socket(run);
    }

    static Path socket(Path run) {
        return run.resolve("relay.sock");
    }
}
