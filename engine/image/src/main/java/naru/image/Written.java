package naru.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.image.Snapshots.Change;
import naru.image.Snapshots.ChangeKind;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// What was written to a snapshot: an overlay's upper directory, against the layers below it. Its container may go on
/// writing meanwhile.
///
/// @param upper directory
/// @param lower directories, the highest first
record Written(Path upper, List<Path> lower) {
    /// The layers, open.
    private record Below(List<InRoot> layers) implements AutoCloseable {
        static Below open(List<Path> directories) {
            Below below = new Below(new ArrayList<>());
            try {
                directories.forEach(directory -> below.layers.add(InRoot.open(directory)));
                return below;
            } catch (Errno e) {
                below.close();
                throw e;
            }
        }

        boolean has(String path) {
            return layers.stream().anyMatch(layer -> existsIn(layer, path));
        }

        Optional<Stat> find(String path) {
            return layers.stream()
                    .filter(layer -> existsIn(layer, path))
                    .findFirst()
                    .flatMap(layer -> layer.find(path));
        }

        private static boolean existsIn(InRoot layer, String path) {
            try {
                return layer.find(path)
                        .map(stat -> stat.type() != Stat.Type.CHARACTER || stat.rdev() != 0)
                        .orElse(false);
            } catch (Errno e) {
                return false; // a parent that is a file in this layer
            }
        }

        @Override
        public void close() {
            layers.forEach(InRoot::close);
        }
    }

    /// What it changes, sorted by path.
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        try (InRoot root = InRoot.open(upper);
                Below below = Below.open(lower)) {
            compare(root, below, "", changes);
        }
        return changes;
    }

    private static void compare(InRoot upper, Below below, String directory, List<Change> changes) {
        for (String name : names(upper, directory)) {
            String path = directory + name;
            Stat stat = upper.find(path).orElse(null);
            if (stat == null) {
                continue; // it was removed since it was listed
            }
            if (stat.type() == Stat.Type.CHARACTER && stat.rdev() == 0) {
                changes.add(new Change("/" + path, ChangeKind.DELETED));
                continue;
            }
            changes.add(new Change("/" + path, below.has(path) ? ChangeKind.CHANGED : ChangeKind.ADDED));
            if (stat.isDirectory()) {
                compare(upper, below, path + "/", changes);
            }
        }
    }

    /// Writes it as a layer archive.
    void writeDiff(OutputStream out) throws IOException {
        try (InRoot root = InRoot.open(upper)) {
            LayerPacker.layer(root, out);
        }
    }

    /// As [Snapshots#forget].
    void forget(List<String> folders) {
        try (InRoot root = InRoot.open(upper);
                Below below = Below.open(lower)) {
            folders.stream().filter(folder -> isUntouched(folder, root, below)).forEach(root::delete);
        }
    }

    private static boolean isUntouched(String folder, InRoot upper, Below below) {
        Optional<Stat> now = upper.find(folder);
        Optional<Stat> before = below.find(folder);
        return now.isPresent()
                && before.isPresent()
                && now.get().isDirectory()
                && before.get().isDirectory()
                && upper.list(folder).isEmpty()
                && now.get().mode() == before.get().mode()
                && now.get().uid() == before.get().uid()
                && now.get().gid() == before.get().gid()
                && !upper.xattrs(folder).containsKey("trusted.overlay.opaque");
    }

    /// Bytes of its files.
    long size() {
        try (InRoot root = InRoot.open(upper)) {
            return size(root, "");
        }
    }

    private static long size(InRoot root, String directory) {
        long sum = 0;
        for (String name : names(root, directory)) {
            Stat stat = root.find(directory + name).orElse(null);
            if (stat != null && stat.isDirectory()) {
                sum += size(root, directory + name + "/");
            } else if (stat != null && stat.type() == Stat.Type.FILE) {
                sum += stat.size();
            }
        }
        return sum;
    }

    /// Those in a directory; none if it was removed since it was listed.
    private static List<String> names(InRoot root, String directory) {
        try {
            return root.list(directory.isEmpty() ? "/" : directory);
        } catch (Errno e) {
            if (e.number() == Errno.ENOENT && !directory.isEmpty()) {
                return List.of();
            }
            throw e;
        }
    }
}
