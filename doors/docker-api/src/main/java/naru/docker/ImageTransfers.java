package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.image.Archives;
import naru.image.Images;
import naru.image.Reference;

/// Images that come and go: pull, push, import, load, save.
final class ImageTransfers {
    private static final String AUTH = "!X-Registry-Auth";

    private final Images images;
    private final Archives archives;
    private final Registries registries;
    private final Services services;

    ImageTransfers(Services services) {
        images = services.images();
        archives = services.archives();
        registries = services.registries();
        this.services = services;
    }

    void register(Table table) {
        table.post(
                        24,
                        "/images/create",
                        this::create,
                        "fromImage",
                        "fromSrc",
                        "repo",
                        "tag",
                        "message",
                        "changes",
                        "platform",
                        AUTH)
                .post(24, "/images/load", this::load, "platform")
                .get(24, "/images/get", this::saveAll, "names", "platform")
                .get(24, "/images/{name:.*}/get", this::saveOne, "platform")
                .post(24, "/images/{name:.*}/push", this::push, "tag", "platform", AUTH)
                .get(30, "/distribution/{name:.*}/json", this::distribution, AUTH);
    }

    private void create(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        String source = call.query("fromSrc");
        if (source.isEmpty()) {
            pull(call);
        } else if (source.equals("-")) {
            new Progress(call, false).status(importTar(call, call.exchange().body(), "-"));
        } else {
            importFrom(call, RemoteFile.address(source));
        }
    }

    private void pull(Call call) throws IOException {
        String name = call.query("fromImage");
        String tag = call.query("tag");
        String separator = tag.startsWith("sha256:") ? "@" : ":";
        Reference reference = Reference.parse(tag.isEmpty() ? name : name + separator + tag);
        Progress progress = new Progress(call, false);
        progress.during(() -> {
            String id = registries.pull(reference, Auth.login(call), progress);
            tell("pull", reference.familiar(), Map.of("name", reference.familiar(), "id", id));
        });
        if (!call.exchange().begun()) {
            progress.status("Image is up to date for " + reference.familiar());
        }
    }

    private void importFrom(Call call, URI address) throws IOException {
        Progress progress = new Progress(call, false);
        progress.during(() -> {
            progress.status("Downloading from " + address);
            try (RemoteFile file = RemoteFile.open(address)) {
                progress.status(importTar(call, file.content(), address.toString()));
            }
        });
    }

    private String importTar(Call call, InputStream archive, String source) throws IOException {
        String repository = call.query("repo");
        String tag = call.query("tag");
        String name = repository.isEmpty() || tag.isEmpty() ? repository : repository + ":" + tag;
        String comment = call.query("message").isEmpty() ? "Imported from " + source : call.query("message");
        String id = archives.importTar(
                        archive,
                        name.isEmpty() ? "" : Reference.parse(name).familiar(),
                        call.queries("changes"),
                        comment)
                .id();
        tell("import", id, Map.of("name", name.isEmpty() ? id : name));
        return id;
    }

    private void load(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        Progress progress = new Progress(call, false);
        progress.during(() -> {
            for (Archives.Loaded loaded : archives.load(call.exchange().body())) {
                for (String name : loaded.names()) {
                    progress.stream("Loaded image: " + name + "\n");
                }
                if (loaded.names().isEmpty()) {
                    progress.stream("Loaded image ID: " + loaded.id() + "\n");
                }
                tell("load", loaded.id(), Map.of("name", loaded.id()));
            }
        });
    }

    private void saveAll(Call call) throws IOException {
        save(call, call.queries("names"));
    }

    private void saveOne(Call call) throws IOException {
        save(call, List.of(call.variable("name")));
    }

    private void save(Call call, List<String> names) throws IOException {
        Platforms.check(call.query("platform"));
        names.forEach(this::require);
        call.exchange().set("Content-Type", "application/x-tar");
        archives.save(names, call.exchange().output());
        for (String name : names) {
            String id = images.resolve(name).id();
            tell("save", id, Map.of("name", id));
        }
    }

    private void require(String name) {
        if (images.find(name).isEmpty()) {
            throw Fault.notFound("No such image: " + name);
        }
    }

    private void push(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        String tag = call.query("tag");
        Reference reference =
                Reference.parse(tag.isEmpty() ? call.variable("name") : call.variable("name") + ":" + tag);
        Progress progress = new Progress(call, false);
        call.exchange().bodyBytes(1 << 20);
        if (images.find(reference.familiar()).isEmpty()) {
            throw Fault.notFound("An image does not exist locally with the tag: " + reference.familiarRepository());
        }
        progress.during(() -> {
            Registries.Manifest pushed = registries.push(reference, Auth.login(call), progress);
            String name = reference.tag().orElse(reference.selector());
            progress.aux(
                    Shape.of().with("Tag", name).with("Digest", pushed.digest()).with("Size", pushed.size()));
            tell("push", reference.familiar(), Map.of("name", reference.familiar()));
        });
    }

    private void distribution(Call call) throws IOException {
        Registries.Manifest manifest = registries.manifest(Reference.parse(call.variable("name")), Auth.login(call));
        call.json(Shape.of()
                .with(
                        "Descriptor",
                        Shape.of()
                                .with("mediaType", manifest.mediaType())
                                .with("digest", manifest.digest())
                                .with("size", manifest.size()))
                .with("Platforms", List.of()));
    }

    private void tell(String action, String id, Map<String, String> attributes) {
        new Told(services.containers()).image(action, id, attributes);
    }
}
