package naru.build;

import java.util.ArrayList;
import java.util.List;
import naru.linux.InRoot;
import naru.linux.Stat;

/// The empty files and folders that a runtime makes for mounts to land on: they must not stay in the layer.
///
/// What was there before the step is never touched, nothing that holds something is, and no path leaves
/// the root.
final class MountStubs {
    private final InRoot root;
    private final List<String> missing = new ArrayList<>();

    /// Notes which of the attachments' paths are not there yet.
    MountStubs(InRoot root, List<StepRunner.Attachment> attachments) {
        this.root = root;
        for (StepRunner.Attachment attachment : attachments) {
            for (String path = attachment.target();
                    path.length() > 1;
                    path = path.substring(0, path.lastIndexOf('/'))) {
                if (root.find(path).isEmpty() && !missing.contains(path)) {
                    missing.add(path);
                }
            }
        }
        missing.sort(java.util.Comparator.comparingInt(String::length).reversed());
    }

    /// Takes away those that were made and are empty.
    void remove() {
        for (String path : missing) {
            root.find(path).filter(stat -> isEmpty(path, stat)).ifPresent(_ -> root.delete(path));
        }
    }

    private boolean isEmpty(String path, Stat stat) {
        return switch (stat.type()) {
            case DIRECTORY -> root.list(path).isEmpty();
            case FILE -> stat.size() == 0;
            case SYMLINK, CHARACTER, BLOCK, FIFO, SOCKET -> false;
        };
    }
}
