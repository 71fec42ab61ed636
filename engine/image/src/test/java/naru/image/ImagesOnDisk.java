package naru.image;

import java.nio.file.Path;
import naru.base.Ids;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Images, their layers and snapshots in a folder of the test's own; nothing of them stays mounted.
abstract class ImagesOnDisk {
    @TempDir
    Path folder;

    final MemoryDocuments documents = new MemoryDocuments();
    Content content;
    Layers layers;
    HostRoot host;
    Snapshots snapshots;
    Images images;

    @BeforeEach
    void open() {
        content = new Content(folder.resolve("content"));
        layers = new Layers(folder.resolve("snapshots"), content, documents);
        host = new HostRoot(folder.resolve("host"), "sha256:" + Ids.random(), folder);
        snapshots = new Snapshots(folder.resolve("snapshots"), layers, host);
        images = new Images(documents, content, layers, snapshots, host);
    }

    @AfterEach
    void close() {
        snapshots.all().forEach(snapshots::remove);
        host.unmount();
    }
}
