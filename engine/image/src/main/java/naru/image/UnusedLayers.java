package naru.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes unpacked layers away that nothing needs. Its caller sees to it that no image is made or removed meanwhile.
final class UnusedLayers {
    private final ImageRecords records;
    private final Layers layers;
    private final Snapshots snapshots;
    private final HostRoot host;
    private final HeldLayers held;

    UnusedLayers(ImageRecords records, Layers layers, Snapshots snapshots, HostRoot host, HeldLayers held) {
        this.records = records;
        this.layers = layers;
        this.snapshots = snapshots;
        this.host = host;
        this.held = held;
    }

    /// Those that are part of an image.
    Set<String> ofImages() {
        Set<String> used = new HashSet<>();
        records.all().values().values().forEach(kept -> kept.layers().forEach(layer -> used.add(layer.diffId())));
        return used;
    }

    /// Takes those of the candidates away that neither an image nor a file system in use needs and that
    /// nobody holds, and answers them; their files go with [Layers#clear]. As long as an image's record
    /// cannot be read it is not known what that stands on, and all stay.
    ///
    /// @param candidates diff ids
    /// @param needed diff ids that somebody else needs
    List<String> delete(Collection<String> candidates, Set<String> needed) {
        if (!records.all().damaged().isEmpty()) {
            return List.of();
        }
        Set<String> used = ofImages();
        used.addAll(snapshots.inUse());
        used.addAll(needed);
        held.all().forEach(layer -> used.add(layer.diffId()));
        List<String> deleted = new ArrayList<>();
        for (String diffId : candidates) {
            if (!used.contains(diffId) && !host.isHost(diffId)) {
                layers.delete(diffId);
                deleted.add(diffId);
            }
        }
        return deleted;
    }
}
