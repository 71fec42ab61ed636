package naru.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Container;
import naru.container.Containers;
import naru.container.PathStat;
import naru.image.History;
import naru.image.Image;
import naru.image.ImageConfig;
import naru.image.Images;
import naru.image.LayerStreams;
import naru.image.Reference;
import naru.image.Snapshots;

/// The files of containers: archives in and out, changes, commit.
final class ContainerFiles {
    private static final String STAT = "X-Docker-Container-Path-Stat";

    private final Containers containers;
    private final Images images;
    private final Snapshots snapshots;
    private final Told told;

    ContainerFiles(Services services) {
        containers = services.containers();
        images = services.images();
        snapshots = services.snapshots();
        told = new Told(containers);
    }

    void register(Table table) {
        table.head(24, "/containers/{id}/archive", this::stat, "path")
                .get(24, "/containers/{id}/archive", this::read, "path")
                .put(24, "/containers/{id}/archive", this::write, "path", "noOverwriteDirNonDir", "copyUIDGID")
                .get(24, "/containers/{id}/export", this::export)
                .get(24, "/containers/{id}/changes", this::changes)
                .post(24, "/commit", this::commit, "container", "repo", "tag", "comment", "author", "pause", "changes")
                .fields(CommitConfig.FIELDS);
    }

    private static String path(Call call) {
        String path = call.query("path");
        if (path.isEmpty()) {
            throw Fault.invalid("bad parameter: 'path' cannot be empty");
        }
        return path;
    }

    private void stat(Call call) throws IOException {
        call.exchange().set(STAT, header(containers.stat(call.variable("id"), path(call))));
        call.empty(200);
    }

    private void read(Call call) throws IOException {
        String path = path(call);
        Container container = containers.get(call.variable("id"));
        call.exchange().set(STAT, header(containers.stat(call.variable("id"), path)));
        call.exchange().set("Content-Type", "application/x-tar");
        containers.read(call.variable("id"), path, call.exchange().output());
        told.container("archive-path", container); // which may be gone by now
    }

    private void write(Call call) throws IOException {
        String path = path(call);
        Container container = containers.get(call.variable("id"));
        containers.write(
                call.variable("id"),
                path,
                LayerStreams.open(call.exchange().body()),
                call.flag("noOverwriteDirNonDir"),
                call.flag("copyUIDGID"));
        told.container("extract-to-dir", container);
        call.empty(200);
    }

    private void export(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        call.exchange().set("Content-Type", "application/octet-stream");
        containers.export(container.id(), call.exchange().output());
        told.container("export", container);
    }

    /// A stat as the header carries it: Go's mode bits, JSON, base64.
    static String header(PathStat stat) {
        Shape shape = Shape.of()
                .with("name", stat.name())
                .with("size", stat.size())
                .with("mode", goMode(stat.mode()))
                .with("mtime", GoTime.text(stat.modified()))
                .with("linkTarget", stat.linkTarget());
        return Base64.getEncoder().encodeToString(Json.text(shape).getBytes(StandardCharsets.UTF_8));
    }

    /// From the bits of stat(2) to those of Go's `os.FileMode`.
    static long goMode(int mode) {
        long bits = mode & 0777;
        bits |= (mode & 04000) != 0 ? 1L << 23 : 0;
        bits |= (mode & 02000) != 0 ? 1L << 22 : 0;
        bits |= (mode & 01000) != 0 ? 1L << 20 : 0;
        return bits
                | switch (mode & 0170000) {
                    case 0040000 -> 1L << 31;
                    case 0120000 -> 1L << 27;
                    case 0060000 -> 1L << 26;
                    case 0020000 -> 1L << 26 | 1L << 21;
                    case 0010000 -> 1L << 25;
                    case 0140000 -> 1L << 24;
                    default -> 0;
                };
    }

    private void changes(Call call) throws IOException {
        Container container = containers.get(call.variable("id"));
        List<Shape> changes = new ArrayList<>();
        String id = container.id();
        for (Snapshots.Change change : containers.withFiles(id, () -> snapshots.changes(id))) {
            int kind = switch (change.kind()) {
                case CHANGED -> 0;
                case ADDED -> 1;
                case DELETED -> 2;
            };
            changes.add(Shape.of().with("Path", change.path()).with("Kind", kind));
        }
        call.exchange().send(200, "application/json", changes.isEmpty() ? "null\n" : Json.text(changes) + "\n");
    }

    private void commit(Call call) throws IOException {
        Container container = containers.get(call.query("container"));
        byte[] body = call.bodyBytes();
        Image image = containers.withFiles(container.id(), () -> commit(call, container, body));
        tellCommit(call, container, image.id());
        call.created(image.id());
    }

    private void tellCommit(Call call, Container container, String imageId) {
        Map<String, String> attributes = new TreeMap<>(Map.of("comment", call.query("comment"), "imageID", imageId));
        for (String name : names(call)) {
            String full = Reference.parse(name).familiar();
            attributes.put("imageRef", full);
            told.image("tag", imageId, Map.of("name", full));
        }
        told.container("commit", container, attributes);
    }

    private static List<String> names(Call call) {
        String repository = call.query("repo");
        String tag = call.query("tag");
        return repository.isEmpty() ? List.of() : List.of(tag.isEmpty() ? repository : repository + ":" + tag);
    }

    private Image commit(Call call, Container container, byte[] body) {
        boolean still = call.query("pause").isEmpty() || call.flag("pause");
        return still
                ? containers.paused(container.id(), () -> written(call, container, body))
                : written(call, container, body);
    }

    private Image written(Call call, Container container, byte[] body) {
        Image base = images.resolve(container.imageId());
        ImageConfig config = CommitConfig.of(base.config(), container, body, call.queries("changes"));
        History step = new History(Instant.now(), String.join(" ", container.command()), call.query("comment"), false);
        return images.commit(base, container.id(), config, step, call.query("author"), names(call));
    }
}
