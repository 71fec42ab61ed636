package naru.clients;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import naru.base.Json;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.tests.Program;
import naru.tests.Result;
import tools.jackson.databind.JsonNode;

/// What `docker build` makes of a case, as text: the image's configuration, its history, and every file of every layer
/// that the build added; or how it was refused. Two engines that build alike give the same text.
final class BuildFacts {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> CONFIG = List.of(
            "Cmd",
            "Entrypoint",
            "Env",
            "ExposedPorts",
            "Healthcheck",
            "Labels",
            "OnBuild",
            "Shell",
            "StopSignal",
            "User",
            "Volumes",
            "WorkingDir");

    private final Map<String, String> docker;

    /// @param docker environment of the docker command line
    BuildFacts(Map<String, String> docker) {
        this.docker = new TreeMap<>(docker);
    }

    /// Builds a case in a folder and tells what came of it.
    ///
    /// @param script shell that makes the context in the current folder
    String of(Path script, Path folder) throws IOException {
        Path context = Files.createDirectories(folder.resolve("context"));
        run(List.of("sh", "-c", "cd \"$1\" && umask 022 && sh -e \"$2\"", "sh", context.toString(), script.toString()))
                .ok();
        Result built = run(List.of("docker", "build", "--no-cache", "-t", "case:built", context.toString()));
        if (built.exit() != 0) {
            return "refused: " + complaint(built.err()) + "\n";
        }
        try {
            return image(folder);
        } finally {
            run(List.of("docker", "rmi", "-f", "case:built")).ok();
        }
    }

    /// The last line of the error output, as far as engines can agree on it: without where it was (Naru names the
    /// line), without what differs each time, and without the case of letters.
    private static String complaint(String err) {
        return err.lines()
                .filter(line -> !line.isBlank())
                .reduce("", (_, last) -> last)
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^error response from daemon: ", "")
                .replaceFirst(" \\(dockerfile line \\d+\\)$", "")
                .replaceFirst(
                        "^((dockerfile parse error( on line \\d+)?|failed to parse dockerfile|(copy|add|run) failed): )*",
                        "")
                .replaceFirst("^.*no such host$", "no such host")
                .replaceFirst("^.*exec: \"([^\"]*)\".*$", "cannot execute $1")
                .replaceFirst(": no such user: .*$", "")
                .replaceFirst(": begin with from$", "")
                .replaceFirst("copy or add", "copy")
                .replaceFirst("unknown flag: --", "unknown flag: ")
                .replaceAll("/\\S+/context", "CONTEXT")
                .replaceFirst("[ .()]+$", "");
    }

    private String image(Path folder) throws IOException {
        StringBuilder facts = new StringBuilder();
        JsonNode config = Json.tree(run(List.of("docker", "image", "inspect", "-f", "{{json .Config}}", "case:built"))
                .ok()
                .getBytes(StandardCharsets.UTF_8));
        for (String field : CONFIG) {
            String value = config.path(field).toString();
            if (!List.of("", "null", "\"\"", "{}", "[]").contains(value)) {
                facts.append("config ").append(field).append(' ').append(value).append('\n');
            }
        }
        Path saved = folder.resolve("saved");
        Files.createDirectories(saved);
        Path tar = folder.resolve("saved.tar");
        run(List.of("docker", "save", "-o", tar.toString(), "case:built")).ok();
        run(List.of("tar", "-C", saved.toString(), "-xf", tar.toString())).ok();
        JsonNode manifest =
                Json.tree(Files.readAllBytes(saved.resolve("manifest.json"))).path(0);
        history(saved.resolve(manifest.path("Config").asString("")), facts);
        int number = 0;
        for (JsonNode layer : manifest.path("Layers")) {
            if (number++ > 0) { // the first is the base image
                facts.append("layer ").append(number).append('\n');
                files(saved.resolve(layer.asString("")), facts);
            }
        }
        return facts.toString();
    }

    private static void history(Path config, StringBuilder facts) throws IOException {
        int number = 0;
        for (JsonNode step : Json.tree(Files.readAllBytes(config)).path("history")) {
            if (number++ > 0) {
                String empty = step.path("empty_layer").asBoolean(false) ? " (empty)" : "";
                String by = step.path("created_by").asString("").replaceAll("(file|dir|multi):[0-9a-f]{64}", "$1:HASH");
                facts.append("history ").append(by).append(empty).append('\n');
            }
        }
    }

    private static void files(Path layer, StringBuilder facts) throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        try (InputStream in = open(layer)) {
            TarReader reader = new TarReader(in);
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                lines.add(file(entry.get(), reader));
            }
        }
        lines.forEach(line -> facts.append("  ").append(line).append('\n'));
    }

    private static InputStream open(Path layer) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(layer));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in) : in;
    }

    private static String file(TarEntry entry, TarReader reader) throws IOException {
        String name = entry.name().replaceFirst("^\\./", "").replaceFirst("/$", "");
        List<String> words = new ArrayList<>(List.of(name, entry.type().name().toLowerCase(Locale.ROOT)));
        boolean whiteout = name.substring(name.lastIndexOf('/') + 1).startsWith(".wh.");
        if (entry.type() != TarEntry.Type.SYMLINK && !whiteout) {
            words.add(Integer.toOctalString(entry.mode() & 07777));
        }
        words.add(entry.uid() + ":" + entry.gid());
        if (!entry.link().isEmpty()) {
            words.add("-> " + entry.link());
        }
        if (entry.type() == TarEntry.Type.FILE) {
            words.add(entry.size() + " " + digest(reader.data().readAllBytes()));
        }
        return String.join(" ", words);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Result run(List<String> words) {
        return Program.run(words, docker, new byte[0], LIMIT);
    }
}
