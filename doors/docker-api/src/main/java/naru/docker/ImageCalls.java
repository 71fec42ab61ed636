package naru.docker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.image.Image;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Reference;

/// Images that are here.
final class ImageCalls {
    private final Images images;
    private final Told told;

    ImageCalls(Services services) {
        images = services.images();
        told = new Told(services.containers());
    }

    void register(Table table) {
        table.get(24, "/images/json", this::list, "filters", "shared-size")
                .get(24, "/images/search", ImageCalls::search, "term", "limit", "filters")
                .post(25, "/images/prune", this::prune, "filters")
                .get(24, "/images/{name:.*}/json", this::inspect, "platform")
                .get(24, "/images/{name:.*}/history", this::history, "platform")
                .post(24, "/images/{name:.*}/tag", this::tag, "repo", "tag")
                .delete(24, "/images/{name:.*}", this::remove, "force", "platforms");
    }

    private void list(Call call) throws IOException {
        Filters filters = call.filters("before", "dangling", "label", "reference", "since", "until");
        Until until = Until.of(filters);
        List<Image> all = images.list();
        ToLongFunction<Image> shared = call.flag("shared-size") ? sharedSize(all, images) : _ -> -1;
        call.json(all.stream()
                .filter(image -> shown(image, filters) && until.before(image.created()))
                .map(image -> ImageShapes.listed(named(image, filters), -1, shared.applyAsLong(image), call.version()))
                .toList());
    }

    /// Bytes of an image that others of these have too.
    static ToLongFunction<Image> sharedSize(List<Image> all, Images images) {
        Map<String, Long> users = all.stream()
                .flatMap(image -> image.layers().stream().map(Layer::diffId).distinct())
                .collect(Collectors.groupingBy(diffId -> diffId, Collectors.counting()));
        return image -> image.layers().stream()
                .filter(layer -> users.getOrDefault(layer.diffId(), 0L) > 1)
                .mapToLong(images::layerSize)
                .sum();
    }

    private boolean shown(Image image, Filters filters) {
        return (!filters.has("dangling")
                        || filters.flag("dangling", true) == image.names().isEmpty())
                && filters.labels(image.config().labels())
                && filters.any("reference", wanted -> image.names().stream().anyMatch(matcher(wanted)))
                && filters.any(
                        "before",
                        ref -> image.created().isBefore(images.resolve(ref).created()))
                && filters.any(
                        "since",
                        ref -> image.created().isAfter(images.resolve(ref).created()));
    }

    /// With only the names that a `reference` filter asks for.
    private static Image named(Image image, Filters filters) {
        if (!filters.has("reference")) {
            return image;
        }
        List<String> names = image.names().stream()
                .filter(name ->
                        filters.any("reference", wanted -> matcher(wanted).test(name)))
                .toList();
        return new Image(
                image.id(),
                image.config(),
                image.os(),
                image.architecture(),
                image.author(),
                image.comment(),
                image.created(),
                image.layers(),
                image.history(),
                image.size(),
                names,
                image.digests(),
                image.manifest());
    }

    private static Predicate<String> matcher(String wanted) {
        Pattern pattern = Pattern.compile(
                Pattern.quote(wanted).replace("*", "\\E[^/]*\\Q").replace("?", "\\E[^/]\\Q"));
        return name -> pattern.matcher(name).matches()
                || pattern.matcher(name.substring(0, Math.max(name.lastIndexOf(':'), 0)))
                        .matches();
    }

    private static void search(Call call) {
        throw Fault.notImplemented(
                "searching registries is not part of Naru (searched for \"" + call.query("term") + "\"): pull by name");
    }

    private void inspect(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        call.json(ImageShapes.inspect(images.resolve(call.variable("name")), call.version()));
    }

    private void history(Call call) throws IOException {
        Platforms.check(call.query("platform"));
        Image image = images.resolve(call.variable("name"));
        call.json(ImageShapes.history(
                image, image.layers().stream().map(this::size).toList()));
    }

    private long size(Layer layer) {
        return images.layerSize(layer);
    }

    private void tag(Call call) throws IOException {
        String repository = call.query("repo");
        String tag = call.query("tag");
        Reference name = Reference.parse(tag.isEmpty() ? repository : repository + ":" + tag);
        images.tag(call.variable("name"), name.familiar());
        tell("tag", images.resolve(name.familiar()).id(), name.familiar());
        call.empty(201);
    }

    private void remove(Call call) throws IOException {
        call.queries("platforms").forEach(Platforms::check);
        List<Images.Removal> report = images.remove(call.variable("name"), call.flag("force"));
        report.forEach(this::tell);
        call.json(report.stream().map(ImageCalls::shape).toList());
    }

    private void prune(Call call) throws IOException {
        Filters filters = call.filters("dangling", "label", "label!", "until");
        long before = size();
        Until until = Until.of(filters);
        List<Images.Removal> report = images.prune(
                !filters.flag("dangling", true),
                image -> filters.labels(image.config().labels()) && until.before(image.created()));
        report.forEach(this::tell);
        long freed = Math.max(before - size(), 0);
        told.pruned("image", freed);
        call.json(Shape.of()
                .with(
                        "ImagesDeleted",
                        Absent.nullIfEmpty(
                                report.stream().map(ImageCalls::shape).toList()))
                .with("SpaceReclaimed", freed));
    }

    private long size() {
        return images.list().stream().mapToLong(Image::size).sum();
    }

    private static Shape shape(Images.Removal removal) {
        return switch (removal) {
            case Images.Removal.Untagged untagged -> Shape.of().with("Untagged", untagged.name());
            case Images.Removal.Deleted deleted -> Shape.of().with("Deleted", deleted.id());
            case Images.Removal.LayerDeleted layer -> Shape.of().with("Deleted", layer.diffId());
        };
    }

    private void tell(Images.Removal removal) {
        switch (removal) {
            case Images.Removal.Untagged untagged -> tell("untag", untagged.id(), untagged.id());
            case Images.Removal.Deleted deleted -> tell("delete", deleted.id(), deleted.id());
            case Images.Removal.LayerDeleted _ -> {} // layers have no events
        }
    }

    private void tell(String action, String id, String name) {
        told.image(action, id, Map.of("name", name));
    }
}
