package naru.build.files;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Makes folders with those above them.
public final class Folders {
    private static final int MODE = 0755;

    private Folders() {}

    /// Makes `path` and what is missing above it, mode 0755, root's, with `modified` as their time; answers those
    /// that were made. Links that lead to folders are followed; a file in the way is an INVALID fault.
    public static List<String> make(InRoot root, String path, Instant modified) {
        List<String> made = new ArrayList<>();
        StringBuilder at = new StringBuilder();
        for (String element : path.split("/")) {
            if (element.isEmpty()) {
                continue;
            }
            at.append('/').append(element);
            String here = at.toString();
            Optional<Stat> stat = root.find(here);
            if (stat.isEmpty()) {
                root.mkdir(here, MODE);
                root.chmod(here, MODE);
                made.add(here);
            } else if (!isFolder(root, here, stat.get())) {
                throw Fault.invalid("cannot make the folder " + path + ": " + here + " is not a directory");
            }
        }
        made.reversed().forEach(folder -> root.touch(folder, modified));
        return made;
    }

    /// Whether a path is a folder, links followed.
    public static boolean is(InRoot root, String path) {
        return root.find(path).map(stat -> isFolder(root, path, stat)).orElse(false);
    }

    private static boolean isFolder(InRoot root, String path, Stat stat) {
        return switch (stat.type()) {
            case DIRECTORY -> true;
            case SYMLINK -> root.find(path + "/.").map(Stat::isDirectory).orElse(false);
            default -> false;
        };
    }
}
