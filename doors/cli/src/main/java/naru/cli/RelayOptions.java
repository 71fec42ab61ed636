package naru.cli;

import java.nio.file.Path;

/// How `naru relay` runs.
///
/// @param domain names are handed out below it
/// @param http where requests of the public arrive
/// @param agents where tunnels arrive, over TLS
/// @param data durable folder for keys, tokens and reserved names
public record RelayOptions(String domain, Address http, Address agents, Path data) {}
