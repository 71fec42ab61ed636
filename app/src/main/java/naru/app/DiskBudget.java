package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Instance;

/// How much of the disk may be taken by what Naru keeps unasked.
final class DiskBudget {
    private static final int PART = 10;
    private static final long MOST = 20L << 30;

    private DiskBudget() {}

    /// Bytes for cached build steps, and as many for cache mounts: a tenth of the file system, at most 20 GiB.
    static long forBuilds(Instance instance) {
        try {
            Path data = instance.data();
            return Math.min(MOST, Files.getFileStore(data).getTotalSpace() / PART);
        } catch (IOException e) {
            return MOST;
        }
    }
}
