package naru.image;

/// This machine in Go's words, as images use them.
public final class Platform {
    /// The processor: `amd64`, `arm64`, …
    public static final String ARCHITECTURE = switch (System.getProperty("os.arch", "")) {
        case "amd64", "x86_64" -> "amd64";
        case "aarch64" -> "arm64";
        default -> System.getProperty("os.arch", "");
    };

    private Platform() {}
}
