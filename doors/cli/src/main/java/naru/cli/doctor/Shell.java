package naru.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the small programs that checks are made of.
final class Shell {
    private static final long PATIENCE_SECONDS = 10;

    private Shell() {}

    /// How a program ended and the first of what it said.
    record Answer(boolean ok, String text) {
        String firstLine() {
            return text.lines().findFirst().orElse("");
        }
    }

    /// Runs a program to its end; one that is not there, or takes too long, is not ok.
    static Answer run(String... words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Answer(false, words[0] + " did not end");
            }
            return new Answer(process.exitValue() == 0, text);
        } catch (IOException e) {
            return new Answer(false, words[0] + " is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }

    /// Where a program is, as a shell would find it.
    static Optional<Path> which(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/usr/bin:/sbin:/bin");
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A small file's text without surrounding white space, or nothing.
    static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
