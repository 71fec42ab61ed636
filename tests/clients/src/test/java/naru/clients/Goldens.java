package naru.clients;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Cases of scripts, `NAME.sh`, beside each of which stands what a dockerd made of it, `NAME.golden`.
///
/// @param name of their folder among the resources
record Goldens(String name) {
    /// Names the socket of a dockerd that has `small:test`: then the goldens are written instead of compared.
    private static final String DOCKERD = "NARU_GOLDENS_FROM";

    /// Where they are.
    Path folder() {
        URL url = Objects.requireNonNull(Goldens.class.getResource("/" + name));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// The names of all cases, sorted.
    Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".sh"))
                    .map(file -> file.substring(0, file.length() - 3))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /// What a client needs in its environment to talk to the dockerd that makes them anew; empty if they are compared.
    Optional<Map<String, String>> dockerd() {
        return Optional.ofNullable(System.getenv(DOCKERD))
                .map(socket -> Map.of("DOCKER_HOST", "unix://" + socket, "DOCKER_BUILDKIT", "0"));
    }

    /// Keeps what the dockerd made.
    void keep(String testCase, String made) throws IOException {
        Files.writeString(Path.of("src/test/resources", name, testCase + ".golden"), made);
    }
}
