package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;
import naru.store.Documents;
import naru.store.SqliteDocuments;
import naru.store.SqliteFile;

/// DATA/naru.db, which knows what everything else in DATA is: without it, the rest would be taken for leftovers.
final class Database {
    private Database() {}

    /// Opens it, or makes one in a data folder that has nothing yet.
    ///
    /// @throws Fault CONFLICT if it is missing or empty beside containers or volumes, INTERNAL if it is damaged
    static Documents open(Path data) {
        Path file = data.resolve("naru.db");
        if (!SqliteFile.holdsAnything(file)) {
            for (Path folder : List.of(data.resolve("containers"), data.resolve("volumes"))) {
                refuseIfUsed(file, folder);
            }
        }
        return SqliteDocuments.open(file);
    }

    private static void refuseIfUsed(Path file, Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw Fault.conflict(
                        file + " is missing or empty, but " + folder + " is not, and what is in it would be"
                                + " lost. Nothing was changed: put a copy of naru.db back, or move " + folder
                                + " away to begin with nothing");
            }
        } catch (IOException e) {
            throw Fault.unavailable("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }
}
