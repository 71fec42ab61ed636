package naru.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.image.Content;
import naru.image.HostRoot;
import naru.image.Images;
import naru.image.Layers;
import naru.image.Snapshots;
import naru.store.Documents;

/// The image side of the engine: one content store under everything that has blobs.
///
/// @param content blobs by digest
/// @param layers unpacked layers
/// @param snapshots writable layers
/// @param images names and documents
/// @param host the machine's own root, as the image naru/host shows it
record Store(Content content, Layers layers, Snapshots snapshots, Images images, HostRoot host) {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final String COLLECTION = "instance";
    private static final String HOST_LAYER = "host-layer";

    static Store open(Instance instance, Documents documents) {
        Path data = instance.data();
        Content content = new Content(data.resolve("content"));
        Layers layers = new Layers(data.resolve("snapshots"), content, documents);
        HostRoot host = new HostRoot(instance.run().resolve("host"), hostLayer(documents), data);
        Snapshots snapshots = new Snapshots(data.resolve("snapshots"), layers, host);
        sweep(layers, snapshots);
        return new Store(content, layers, snapshots, new Images(documents, content, layers, snapshots, host), host);
    }

    /// As long as it is not known what a snapshot stands on, all stays.
    private static void sweep(Layers layers, Snapshots snapshots) {
        try {
            layers.sweep(snapshots.inUse());
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "what layers left stays: {0}", e.sentence());
        }
    }

    /// The id of the layer that stands for the host: made once per instance, so that no foreign image can name it.
    private static String hostLayer(Documents documents) {
        return documents
                .get(COLLECTION, HOST_LAYER)
                .map(kept -> checked(documents, new String(kept, StandardCharsets.UTF_8)))
                .orElseGet(() -> {
                    String made = "sha256:" + Ids.random();
                    documents.put(COLLECTION, HOST_LAYER, made.getBytes(StandardCharsets.UTF_8));
                    return made;
                });
    }

    /// One that is damaged is left as it is; another stands in for it as long as this daemon lives.
    private static String checked(Documents documents, String kept) {
        if (kept.matches("sha256:[0-9a-f]{64}")) {
            return kept;
        }
        documents.damages().add(COLLECTION, HOST_LAYER, "no digest", "containers of naru/host have to be made anew");
        return "sha256:" + Ids.random();
    }
}
