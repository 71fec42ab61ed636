package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import naru.base.Instance;
import naru.cli.CacheSize;

/// How much of the disk may be taken by what Naru keeps unasked.
final class DiskBudget {
    private DiskBudget() {}

    /// Bytes of the file system that the data folder is on.
    static long of(CacheSize size, Instance instance) {
        try {
            return size.bytes(Files.getFileStore(instance.data()).getTotalSpace());
        } catch (IOException e) {
            return size.most();
        }
    }
}
