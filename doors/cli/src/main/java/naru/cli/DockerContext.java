package naru.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Docker's contexts, in the files where the docker command line keeps them: config.json's `currentContext`, and one
/// meta.json per context in a folder named by the SHA-256 of its name.
final class DockerContext {
    private static final String NAME = "naru";
    private static final String PREVIOUS = "NaruPrevious";

    private final Path folder;

    DockerContext(Path folder) {
        this.folder = folder;
    }

    /// The contexts of DOCKER_CONFIG, or of ~/.docker.
    static DockerContext ofEnvironment() {
        String set = System.getenv("DOCKER_CONFIG");
        return new DockerContext(set == null ? Path.of(System.getProperty("user.home"), ".docker") : Path.of(set));
    }

    /// The context that docker uses; `default` if none is selected.
    String current() {
        return config().path("currentContext").asString("default");
    }

    /// Makes and selects the context of a daemon and answers its name: `naru`, or `naru-ID` while another Naru that
    /// answers has that one. The context selected before is remembered.
    String select(String host, String instanceId) {
        String name = takenByAnother(host) ? NAME + "-" + instanceId : NAME;
        String before = current();
        ObjectNode meta = Json.mapper().createObjectNode();
        meta.put("Name", name);
        ObjectNode data = meta.putObject("Metadata");
        data.put("Description", "Naru");
        data.put(PREVIOUS, before.equals(name) ? previous(name) : before);
        ObjectNode endpoint = meta.putObject("Endpoints").putObject("docker");
        endpoint.put("Host", host);
        endpoint.put("SkipTLSVerify", false);
        write(meta(name), meta);
        use(name);
        return name;
    }

    /// Takes the context of this daemon away; if it was selected, selects the one before and answers its name.
    Optional<String> restore(String host) {
        String name = current();
        if (host.isEmpty() || !name.startsWith(NAME) || !host(name).equals(host)) {
            return Optional.empty();
        }
        String before = previous(name);
        use(before);
        try {
            Files.deleteIfExists(meta(name));
            Files.deleteIfExists(meta(name).getParent());
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "cannot remove the docker context " + name + ": " + e.getMessage(), e);
        }
        return Optional.of(before);
    }

    private boolean takenByAnother(String host) {
        String other = host(NAME);
        if (other.isEmpty() || other.equals(host) || !other.startsWith("unix://")) {
            return false;
        }
        try (SocketChannel alive =
                SocketChannel.open(UnixDomainSocketAddress.of(other.substring("unix://".length())))) {
            return alive.isConnected();
        } catch (IOException e) {
            return false; // nobody answers there: the context is a left-over
        }
    }

    private String host(String name) {
        return read(meta(name)).path("Endpoints").path("docker").path("Host").asString("");
    }

    private String previous(String name) {
        return read(meta(name)).path("Metadata").path(PREVIOUS).asString("default");
    }

    private void use(String name) {
        ObjectNode config = config();
        if (name.equals("default")) {
            config.remove("currentContext");
        } else {
            config.put("currentContext", name);
        }
        write(folder.resolve("config.json"), config);
    }

    private ObjectNode config() {
        return read(folder.resolve("config.json")) instanceof ObjectNode object
                ? object
                : Json.mapper().createObjectNode();
    }

    private Path meta(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return folder.resolve("contexts/meta/" + HexFormat.of().formatHex(digest) + "/meta.json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return Json.tree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Json.mapper().createObjectNode();
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, JsonNode value) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".naru-", ".json");
            Files.writeString(
                    fresh, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
