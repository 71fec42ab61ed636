package naru.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Reads secrets from files, standard input or the terminal, which keeps them out of the words of a command line.
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

    /// A secret from where the options say, or else from the terminal, where it is not shown.
    ///
    /// @param prompt what is asked for
    /// @param hint what to do where there is no terminal
    static String ask(String prompt, boolean stdin, @Nullable Path file, String hint) throws IOException {
        if (file != null) {
            return text(file);
        }
        if (stdin) {
            return chomp(new String(System.in.readNBytes(MAX), StandardCharsets.UTF_8));
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw Fault.invalid("where is the " + prompt + "? " + hint);
        }
        char[] typed = console.readPassword("%s: ", prompt);
        if (typed == null) {
            throw Fault.invalid("nothing was typed");
        }
        return new String(typed);
    }

    /// A text without one line end at its end.
    static String chomp(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
