package naru.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How `naru tunnel http` runs.
///
/// @param target the local address that requests go to
/// @param name the name wanted below the relay's domain
/// @param relay where the relay takes tunnels
/// @param token the secret that owns the name; null: the one of the local relay
/// @param authority a file with the relay's certificate; null: the one of the local relay
/// @param data the data folder of the local instance
public record TunnelOptions(
        Address target,
        String name,
        Address relay,
        @Nullable String token,
        @Nullable Path authority,
        Path data) {}
