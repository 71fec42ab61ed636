package naru.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Fault;

/// Reads secrets from files, which keeps them out of the words of a command line.
final class SecretFile {
    /// The largest secret, in bytes.
    static final int MAX = 1 << 20;

    private SecretFile() {}

    /// The whole file.
    static byte[] read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw Fault.invalid("there is no readable file " + file);
        }
        if (Files.size(file) > MAX) {
            throw Fault.tooLarge(file + " is larger than 1 MiB");
        }
        return Files.readAllBytes(file);
    }

    /// The file's text without one line end at its end.
    static String text(Path file) throws IOException {
        return chomp(new String(read(file), StandardCharsets.UTF_8));
    }

    /// A text without one line end at its end.
    static String chomp(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
