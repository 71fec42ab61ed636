package naru.build;

import java.util.ArrayList;
import java.util.List;
import naru.linux.InRoot;
import naru.linux.Stat;

/// The empty files and folders that a runtime makes for mounts to land on: they must not stay in the layer.
///
/// What was there before the step is never touched, nothing that holds something is, and no path leaves the root.
final class MountStubs {
    /// What every container has mounted over it.
    private static final List<String> ALWAYS =
            List.of("/proc", "/sys", "/dev", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    private final List<String> missing = new ArrayList<>();

    /// Notes which of the paths that are mounted over, by the engine and by these attachments, are not there yet.
    MountStubs(InRoot root, List<StepRunner.Attachment> attachments) {
        ALWAYS.forEach(path -> note(root, path));
        attachments.forEach(attachment -> note(root, attachment.target()));
        missing.sort(java.util.Comparator.comparingInt(String::length).reversed());
    }

    private void note(InRoot root, String target) {
        for (String path = target; path.length() > 1; path = path.substring(0, path.lastIndexOf('/'))) {
            if (root.find(path).isEmpty() && !missing.contains(path)) {
                missing.add(path);
            }
        }
    }

    /// The folders that were there and in which stubs came and went.
    List<String> folders() {
        return missing.stream()
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .filter(folder -> !folder.isEmpty() && !missing.contains(folder))
                .distinct()
                .toList();
    }

    /// Takes away those that were made and are empty.
    void remove(InRoot root) {
        for (String path : missing) {
            root.find(path).filter(stat -> isEmpty(root, path, stat)).ifPresent(_ -> root.delete(path));
        }
    }

    private static boolean isEmpty(InRoot root, String path, Stat stat) {
        return switch (stat.type()) {
            case DIRECTORY -> root.list(path).isEmpty();
            case FILE -> stat.size() == 0;
            case SYMLINK, CHARACTER, BLOCK, FIFO, SOCKET -> false;
        };
    }
}
