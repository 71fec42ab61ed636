package naru.build;

/// Where a build tells what it does; the lines are those that Docker's classic builder writes.
///
/// Called by one thread at a time. An [java.io.UncheckedIOException] thrown from any method means that the listener
/// is gone: the build is cancelled and cleaned up.
public interface BuildProgress {
    /// Text for the reader, with its line breaks: `Step 1/5 : FROM x\n`, ` ---> 1a2b3c\n`, or output of a RUN.
    void stream(String text);

    /// An image came to be: the result, as `sha256:…`.
    void image(String id);

    /// A base image is being fetched. `layer` is the layer's short id or the tag, `current` and `total` are bytes
    /// (0 if unknown).
    void pulling(String layer, String status, long current, long total);

    /// Hears nothing.
    static BuildProgress silent() {
        return new BuildProgress() {
            @Override
            public void stream(String text) {}

            @Override
            public void image(String id) {}

            @Override
            public void pulling(String layer, String status, long current, long total) {}
        };
    }
}
