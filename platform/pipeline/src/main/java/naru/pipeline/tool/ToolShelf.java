package naru.pipeline.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.pipeline.git.Repository;
import naru.pipeline.workshop.Place;
import naru.pipeline.workshop.Workshop;

/// Where installed tools stand: a folder each, which appears whole by a rename and is never changed after. Every place
/// sees all of them, read-only. What installs a tool runs in a place of its own, with nothing of this machine writable
/// but the new folder. Safe for use by many threads; two that want the same tool wait for one installation.
public final class ToolShelf {
    /// Where places see the shelf.
    public static final String SHELF = "/opt/naru/tools";

    private static final String TARGET = "/opt/naru/install";
    private static final String ARCHIVE = "/opt/naru/archive";
    private static final String FRESH = ".new-";
    private static final int MAX_COMPLAINT = 4_000;
    private static final Map<String, List<String>> HOMES =
            Map.of("jdk", List.of("JAVA_HOME"), "maven", List.of("MAVEN_HOME", "M2_HOME"));

    private static final String UNPACK = """
            mkdir "$NARU_TOOL/.unpacked"
            cd "$NARU_TOOL/.unpacked"
            tar --no-same-owner -xf "$ARCHIVE"
            if [ "$(ls -A | wc -l)" = 1 ] && [ -d "$(ls -A)" ]; then cd "$(ls -A)"; fi
            cp -a . "$NARU_TOOL"/
            rm -rf "$NARU_TOOL/.unpacked"
            """;
    private static final String DOWNLOAD = """
            curl -fsSL --retry 3 -o /tmp/archive "$ADDRESS" || { echo "cannot download $ADDRESS" >&2; exit 1; }
            ARCHIVE=/tmp/archive
            """;
    private static final String CHECK = """
            echo "$SHA256  $ARCHIVE" | sha256sum -c --status || { echo 'the archive has another SHA-256:' \
              "$(sha256sum "$ARCHIVE" | cut -d' ' -f1)" >&2; exit 1; }
            """;

    private final Workshop workshop;
    private final Path folder;
    private final String hostImage;
    private final Map<String, ReentrantLock> installing = new ConcurrentHashMap<>();

    /// A shelf in a folder; what an earlier life began and did not end is removed.
    ///
    /// @param hostImage image with this machine's own programs
    public ToolShelf(Workshop workshop, Path folder, String hostImage) {
        this.workshop = workshop;
        this.folder = folder;
        this.hostImage = hostImage;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(each -> each.getFileName().toString().startsWith(FRESH))
                        .forEach(Repository::delete);
            }
        } catch (IOException e) {
            throw Fault.internal("cannot open the tools in " + folder + ": " + e.getMessage(), e);
        }
    }

    /// What places mount to see the shelf.
    public Workshop.Mount mount() {
        return new Workshop.Mount(folder.toString(), SHELF, true);
    }

    /// A tool, installed if it is not yet; UNAVAILABLE with what the installer said if that fails.
    public Installation take(ToolDefinition tool, Workshop.Output progress) throws InterruptedException {
        String id = id(tool);
        Path there = folder.resolve(id);
        ReentrantLock lock = installing.computeIfAbsent(id, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (!Files.isDirectory(there)) {
                install(tool, there, progress);
            }
        } finally {
            lock.unlock();
        }
        return installation(tool.kind(), id, Files.isDirectory(there.resolve("bin")));
    }

    /// The same definition has the same folder; another one of the same name has another.
    private static String id(ToolDefinition tool) {
        String readable = (tool.kind() + "-" + tool.name()).replaceAll("[^A-Za-z0-9.+-]", "_");
        return readable + "-" + Ids.shorten(digest(Json.write(tool)));
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Installation installation(String kind, String id, boolean hasBin) {
        String home = SHELF + "/" + id;
        Map<String, String> environment = HOMES.getOrDefault(kind, List.of()).stream()
                .collect(java.util.stream.Collectors.toMap(name -> name, _ -> home));
        return new Installation(hasBin ? home + "/bin" : home, environment);
    }

    private void install(ToolDefinition tool, Path there, Workshop.Output progress) throws InterruptedException {
        Path fresh = folder.resolve(FRESH + Ids.shorten(Ids.random()));
        String workspace = "tool-" + Ids.shorten(Ids.random());
        byte[] line = ("Installing " + tool.kind() + " '" + tool.name() + "'\n").getBytes(StandardCharsets.UTF_8);
        progress.write(line, line.length);
        try {
            Files.createDirectory(fresh);
            run(tool, fresh, workspace, progress);
            Files.move(fresh, there, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Fault.internal("cannot keep the tool " + tool.name() + ": " + e.getMessage(), e);
        } finally {
            Repository.delete(fresh);
            workshop.discard(workspace);
        }
    }

    private void run(ToolDefinition tool, Path fresh, String workspace, Workshop.Output progress)
            throws InterruptedException {
        Complaint complaint = new Complaint();
        try (Place place = workshop.open(spec(tool, fresh, workspace), progress)) {
            Place.Command command =
                    new Place.Command(List.of("/bin/sh", "-ec", script(tool.source())), variables(tool.source()), "/");
            int code = place.run(command, InputStream.nullInputStream(), progress, complaint);
            if (code != 0) {
                throw Fault.unavailable(
                        "the tool " + tool.kind() + " '" + tool.name() + "' could not be installed: "
                                + complaint.lastLine(code),
                        null);
            }
        }
    }

    private Workshop.PlaceSpec spec(ToolDefinition tool, Path fresh, String workspace) {
        Stream<Workshop.Mount> target = Stream.of(new Workshop.Mount(fresh.toString(), TARGET, false));
        Stream<Workshop.Mount> archive =
                local(tool.source()).stream().map(path -> new Workshop.Mount(path, ARCHIVE, true));
        String image = tool.source() instanceof ToolDefinition.Image from ? from.reference() : hostImage;
        return new Workshop.PlaceSpec(
                workspace,
                image,
                false,
                workspace,
                Stream.concat(target, archive).toList(),
                false,
                Map.of(),
                Optional.empty(),
                List.of());
    }

    private static Optional<String> local(ToolDefinition.Source source) {
        return source instanceof ToolDefinition.Archive archive
                        && archive.address().startsWith("/")
                ? Optional.of(archive.address())
                : Optional.empty();
    }

    private static String script(ToolDefinition.Source source) {
        return switch (source) {
            case ToolDefinition.Command command -> command.script();
            case ToolDefinition.Image _ -> "cp -a \"$FROM\"/. \"$NARU_TOOL\"/";
            case ToolDefinition.Archive archive ->
                (archive.address().startsWith("/") ? "" : DOWNLOAD)
                        + (archive.sha256().isEmpty() ? "" : CHECK)
                        + UNPACK;
        };
    }

    private static Map<String, String> variables(ToolDefinition.Source source) {
        return switch (source) {
            case ToolDefinition.Command _ -> Map.of("NARU_TOOL", TARGET);
            case ToolDefinition.Image image -> Map.of("NARU_TOOL", TARGET, "FROM", image.path());
            case ToolDefinition.Archive archive ->
                Map.of(
                        "NARU_TOOL",
                        TARGET,
                        "ADDRESS",
                        archive.address(),
                        "SHA256",
                        archive.sha256().toLowerCase(Locale.ROOT),
                        "ARCHIVE",
                        ARCHIVE);
        };
    }

    /// The end of what an installer wrote to its error output.
    private static final class Complaint implements Workshop.Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(byte[] more, int length) {
            if (bytes.size() > MAX_COMPLAINT) {
                bytes.reset();
            }
            bytes.write(more, 0, length);
        }

        synchronized String lastLine(int code) {
            List<String> lines =
                    bytes.toString(StandardCharsets.UTF_8).strip().lines().toList();
            return lines.isEmpty() ? "exit code " + code : lines.getLast();
        }
    }
}
