package naru.cluster.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;

/// Files that only their owner may read (0600, in a folder of mode 0700 if this makes it), and that
/// are whole after `kill -9` at any instruction: written aside, synced, renamed. One thread at a time
/// writes a file.
public final class PrivateFile {
    private PrivateFile() {}

    /// Replaces a file's text.
    public static void write(Path file, String text) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw Fault.internal("no file: " + file, null);
        }
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path fresh = folder.resolve(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            aside(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        } catch (IOException e) {
            throw Fault.internal("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /// A file's text, or nothing if there is no such file.
    public static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Fault.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Takes a file away for good, if it is there.
    public static void delete(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (Files.deleteIfExists(file) && folder != null) {
                sync(folder);
            }
        } catch (IOException e) {
            throw Fault.internal("cannot remove " + file + ": " + e.getMessage(), e);
        }
    }

    private static void aside(Path fresh, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
