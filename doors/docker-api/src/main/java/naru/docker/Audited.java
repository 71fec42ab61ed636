package naru.docker;

/// A request that may have changed something.
///
/// @param listener where it came in
/// @param who `user:NAME` of a local process, `certificate:NAME` of a TLS client
/// @param method of it
/// @param path without query
/// @param status of the answer
/// @param failure the answer's sentence if it was refused or failed, or empty
public record Audited(String listener, String who, String method, String path, int status, String failure) {}
