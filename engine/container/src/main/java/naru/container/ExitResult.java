package naru.container;

/// How a container ended: its exit code, and why it could not be started if that is how.
public record ExitResult(int exitCode, String error) {}
