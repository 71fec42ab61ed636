package naru.container;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A log read over its pieces, oldest first: `log.3`, `log.2`, `log.1`, `log`. Pieces may be renamed one further, and
/// the oldest deleted, while this reads: an open piece is known by its inode.
final class LogPieces implements AutoCloseable {
    private static final int MOST = 1000;
    private static final int ATTEMPTS = 100;

    private final Path newest;
    private RandomAccessFile file;
    private Object key;
    private String name;

    /// Opens the oldest piece; the newest is made if there is none at all.
    LogPieces(Path newest) throws IOException {
        this(newest, Mark.NONE);
    }

    /// Opens the piece of a mark at its place, or the oldest if there is no such piece any more.
    LogPieces(Path newest, Mark mark) throws IOException {
        this.newest = newest;
        if (!Files.exists(newest) && !Files.exists(piece(newest, 1))) {
            make(newest);
        }
        int age = ageOf(newest, mark.piece());
        Opened opened = open(age < 0 ? oldest() : piece(newest, age));
        file = opened.file();
        key = opened.key();
        name = String.valueOf(key);
        if (key().equals(mark.piece()) && file.length() >= mark.offset()) {
            file.seek(mark.offset());
        }
    }

    /// A container that starts just now has made it itself.
    private static void make(Path newest) throws IOException {
        try {
            Files.createFile(newest);
        } catch (FileAlreadyExistsException e) {
            System.getLogger("naru.container").log(System.Logger.Level.TRACE, "there is a log already", e);
        }
    }

    /// How many pieces are younger than one; negative if it is not there.
    static int ageOf(Path newest, String piece) throws IOException {
        for (int age = finished(newest); age >= 0 && !piece.isEmpty(); age--) {
            if (piece.equals(String.valueOf(keyOf(piece(newest, age))))) {
                return age;
            }
        }
        return -1;
    }

    /// Which piece is being read.
    String key() {
        return name;
    }

    /// Bytes of this piece and of younger ones that were not read.
    long remaining() throws IOException {
        long bytes = file.length() - file.getFilePointer();
        for (int age = ageOf(newest, name) - 1; age >= 0; age--) {
            Path younger = piece(newest, age);
            bytes += Files.exists(younger) ? Files.size(younger) : 0;
        }
        return bytes;
    }

    private record Opened(RandomAccessFile file, Object key) {}

    /// A piece by its age: 0 is being written.
    static Path piece(Path newest, int age) {
        return age == 0 ? newest : newest.resolveSibling(newest.getFileName() + "." + age);
    }

    /// How many pieces there are beside the one being written.
    static int finished(Path newest) {
        int age = 0;
        while (age < MOST && Files.exists(piece(newest, age + 1))) {
            age++;
        }
        return age;
    }

    private Path oldest() {
        return piece(newest, finished(newest));
    }

    /// Opens a piece and says which it is; one that is renamed or deleted meanwhile is looked for again.
    private Opened open(Path wanted) throws IOException {
        Path path = wanted;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object before = keyOf(path);
            if (before == null) {
                path = oldest();
                continue;
            }
            RandomAccessFile opened = new RandomAccessFile(path.toFile(), "r");
            if (before.equals(keyOf(path))) {
                return new Opened(opened, before);
            }
            opened.close();
        }
        throw new NoSuchFileException(wanted.toString());
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /// As [RandomAccessFile#read(byte[])], of the current piece.
    int read(byte[] buffer) throws IOException {
        return file.read(buffer);
    }

    long position() throws IOException {
        return file.getFilePointer();
    }

    void seek(long position) throws IOException {
        file.seek(position);
    }

    /// Goes on to the next piece if this one is finished and read to its end; answers whether there is more to read.
    boolean advance() throws IOException {
        Object writing = keyOf(newest);
        if (writing == null || writing.equals(key)) {
            return false; // this is the newest, or the next one is just being made
        }
        if (file.getFilePointer() < file.length()) {
            return true; // written before it was finished
        }
        Opened next = open(piece(newest, Math.max(0, age() - 1)));
        file.close();
        file = next.file();
        key = next.key();
        name = String.valueOf(key);
        return true;
    }

    /// How many pieces are younger than this one; if it is deleted by now, all of them.
    private int age() throws IOException {
        int finished = finished(newest);
        for (int age = 1; age <= finished; age++) {
            if (key.equals(keyOf(piece(newest, age)))) {
                return age;
            }
        }
        return finished + 1;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
