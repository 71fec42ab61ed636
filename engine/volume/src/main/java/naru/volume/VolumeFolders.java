package naru.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.linux.InRoot;
import naru.linux.Mounts;

/// Where the files of volumes are: NAME/_data in one folder. It knows of no records; who calls says which volumes there
/// are. Safe for use by many threads on different volumes.
final class VolumeFolders {
    /// Before the name of a folder that is about to be deleted.
    private static final String LEAVING = ".leaving-";

    private static final System.Logger LOG = System.getLogger("naru.volume");

    private final Path folder;

    VolumeFolders(Path folder) {
        this.folder = folder;
    }

    /// The folder that containers see, whether it is there or not.
    Path mountpoint(String name) {
        return folder.resolve(name).resolve("_data");
    }

    void make(String name) {
        try {
            Files.createDirectories(mountpoint(name));
        } catch (IOException e) {
            throw Fault.internal("cannot create the folder of volume " + name + ": " + e.getMessage(), e);
        }
    }

    /// Gives a volume's folder the name of one that is removed, unmounted.
    void leave(String name) {
        if (Files.isDirectory(mountpoint(name))) {
            Mounts.detach(mountpoint(name));
        }
        try {
            Files.move(folder.resolve(name), folder.resolve(LEAVING + name), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.WARNING, "volume {0} had no folder any more", name);
        } catch (IOException e) {
            throw Fault.internal("cannot remove the folder of volume " + name + ": " + e.getMessage(), e);
        }
    }

    /// Deletes what [#leave] left.
    void delete(String name) {
        delete(folder.resolve(LEAVING + name));
    }

    private void delete(Path path) {
        try (InRoot root = InRoot.open(folder)) {
            root.delete(String.valueOf(path.getFileName()));
        }
    }

    /// Bytes of all files in a volume.
    long size(String name) {
        try (var files = Files.walk(mountpoint(name))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            return 0; // it is being changed or removed: what is gone has no size
        }
    }

    /// After a start: what removals left is deleted, and empty folders that nobody knows; those with files stay.
    ///
    /// @param known whether there is a volume of this name
    void sweep(Predicate<String> known) {
        try {
            Files.createDirectories(folder);
            List<Path> present;
            try (var listed = Files.list(folder)) {
                present = listed.toList();
            }
            for (Path path : present) {
                sweep(path, String.valueOf(path.getFileName()), known);
            }
        } catch (IOException e) {
            throw Fault.internal("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private void sweep(Path path, String name, Predicate<String> volumes) throws IOException {
        String own = name.startsWith(LEAVING) ? name.substring(LEAVING.length()) : name;
        boolean known = volumes.test(own);
        if (name.startsWith(LEAVING) && known) {
            Files.move(path, folder.resolve(own), StandardCopyOption.ATOMIC_MOVE); // its removal was not answered
        } else if (name.startsWith(LEAVING)) {
            delete(path);
        } else if (!known && isEmpty(mountpoint(name))) {
            delete(path); // it was being made
        } else if (!known) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} has files, and nobody knows that volume: it stays; ''docker volume create {1}'' makes it one"
                            + " again",
                    path,
                    name);
        }
    }

    private static boolean isEmpty(Path files) throws IOException {
        if (!Files.isDirectory(files)) {
            return true;
        }
        Mounts.detach(files);
        try (var present = Files.list(files)) {
            return present.findAny().isEmpty();
        }
    }
}
