package naru.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Ids;

/// Takes images and their names away. Its caller sees to it that no image is made or removed meanwhile; files of layers
/// go with [Layers#clear].
final class Removals {
    private final ImageRecords records;
    private final ImageIndex index;
    private final UnusedLayers unused;
    private volatile InUse inUse = _ -> Optional.empty();

    Removals(ImageRecords records, ImageIndex index, UnusedLayers unused) {
        this.records = records;
        this.index = index;
        this.unused = unused;
    }

    void usedBy(InUse answer) {
        inUse = answer;
    }

    /// As [Images#remove].
    List<Images.Removal> remove(String nameOrId, boolean force) {
        Optional<String> damaged = force ? index.damaged(nameOrId) : Optional.empty();
        if (damaged.isPresent()) {
            records.delete(damaged.get());
            return List.of(new Images.Removal.Deleted(damaged.get()));
        }
        Image image = index.resolve(nameOrId);
        boolean byName =
                !nameOrId.startsWith("sha256:") && index.byName(nameOrId).isPresent();
        String name = byName ? Reference.parse(nameOrId).familiar() : "";
        if (byName && image.names().size() > 1) {
            return untag(image, name);
        }
        if (!byName && image.names().size() > 1 && !force) {
            throw Fault.conflict("conflict: unable to delete " + Ids.shorten(image.hex())
                    + " (must be forced) - image is referenced in multiple repositories");
        }
        refuseIfUsed(image, byName ? name : "", force);
        return delete(image);
    }

    /// As [Images#prune], of one image: what it is like may have changed since it was listed.
    List<Images.Removal> prune(String id, boolean all) {
        return index.byId(id)
                .filter(now -> all || now.names().isEmpty())
                .filter(now -> !now.names().contains(HostImage.NAME))
                .filter(_ -> inUse.by(id).isEmpty())
                .map(this::delete)
                .orElse(List.of());
    }

    private void refuseIfUsed(Image image, String name, boolean force) {
        Optional<InUse.By> user = inUse.by(image.id());
        if (user.isEmpty() || (force && !user.get().running())) {
            return;
        }
        String container = Ids.shorten(user.get().id());
        String what = name.isEmpty()
                ? "unable to delete " + Ids.shorten(image.hex())
                : "unable to remove repository reference \"" + name + "\"";
        String how = user.get().running() && (force || name.isEmpty()) ? " (cannot be forced)" : " (must force)";
        String why = user.get().running()
                ? " - image is being used by running container " + container
                : " - container " + container + " is using its referenced image " + Ids.shorten(image.hex());
        throw Fault.conflict("conflict: " + what + how + why);
    }

    private List<Images.Removal> untag(Image image, String name) {
        ImageRecords.Kept kept = records.get(image.id());
        List<String> rest =
                kept.names().stream().filter(other -> !other.equals(name)).toList();
        records.put(image.id(), kept.named(rest), List.of());
        return List.of(new Images.Removal.Untagged(name, image.id()));
    }

    private List<Images.Removal> delete(Image image) {
        List<Images.Removal> report = new ArrayList<>();
        image.names().forEach(name -> report.add(new Images.Removal.Untagged(name, image.id())));
        image.digests().forEach(digest -> report.add(new Images.Removal.Untagged(digest, image.id())));
        records.delete(image.id());
        report.add(new Images.Removal.Deleted(image.id()));
        List<String> own = image.layers().reversed().stream().map(Layer::diffId).toList();
        unused.delete(own, Set.of()).forEach(diffId -> report.add(new Images.Removal.LayerDeleted(diffId)));
        return report;
    }
}
