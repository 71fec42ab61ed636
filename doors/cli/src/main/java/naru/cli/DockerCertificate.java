package naru.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru docker-certificate`: what a docker client needs to reach this daemon over TCP.
@Command(
        name = "docker-certificate",
        description = {
            "Make ca.pem, cert.pem and key.pem, with which a docker client reaches this daemon over TCP",
            "(naru up --docker-tcp HOST:PORT). Who has them is root on this machine."
        },
        footer = {
            "%nExamples:",
            "  naru docker-certificate maria",
            "  naru docker-certificate ci --ttl 30d --out ./ci-certificate",
            "  DOCKER_HOST=tcp://HOST:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=./ci-certificate docker ps"
        })
final class DockerCertificate implements Callable<Integer> {
    private static final List<String> FILES = List.of("ca.pem", "cert.pem", "key.pem");

    private final Root root;

    @Parameters(paramLabel = "NAME", description = "Whose it is: the audit log names them by it.")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Where the files go (./NAME); they must not be there.")
    private @Nullable Path out;

    @Option(names = "--ttl", paramLabel = "TIME", description = "How long it is valid: 12h, 30d, 365d (default).")
    private String ttl = "365d";

    DockerCertificate(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Path folder = out == null ? Path.of(name) : out;
        for (String file : FILES) {
            if (Files.exists(folder.resolve(file))) {
                throw Fault.conflict(folder.resolve(file) + " is there already: name another folder with --out");
            }
        }
        Api api = new Api(root.instance());
        Map<String, Object> body =
                Map.of("name", name, "seconds", TokenCommand.life(ttl).toSeconds());
        JsonNode made = api.post("/docker/certificates", body);
        for (String file : FILES) {
            write(folder.resolve(file), made.path(file.replace(".pem", "")).asString(""));
        }
        root.out.println("DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=" + folder.toAbsolutePath());
        String tcp = api.get("/status").path("addresses").path("docker-tcp").asString("");
        root.err.println(
                tcp.isEmpty()
                        ? "naru: the daemon does not listen for it: start it with --docker-tcp HOST:PORT"
                        : "DOCKER_HOST=" + tcp);
        return Exit.OK;
    }

    /// Readable by its owner alone, from its first byte on.
    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var channel = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(StandardCharsets.UTF_8.encode(text));
            }
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
