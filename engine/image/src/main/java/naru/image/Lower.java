package naru.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;

/// What a snapshot stands on, kept in its file `lower`: a line for each layer, highest first, then that of [InitLayer]
/// if it is a container's. It ends with a line's end even if there is none, so that an empty file says that it was lost
/// when the machine went down.
///
/// @param diffIds of the layers, highest first
/// @param init whether [InitLayer] is under them
/// @param lost whether nobody knows what they are
record Lower(List<String> diffIds, boolean init, boolean lost) {
    private static final String FILE = "lower";
    private static final String INIT = "init";

    /// Reads what the snapshot in this folder stands on.
    static Lower read(Path place) {
        try {
            String text = Files.readString(place.resolve(FILE), StandardCharsets.UTF_8);
            List<String> lines = text.lines().filter(line -> !line.isEmpty()).toList();
            List<String> diffIds =
                    lines.stream().filter(line -> !line.equals(INIT)).toList();
            return new Lower(diffIds, diffIds.size() < lines.size(), text.isEmpty());
        } catch (IOException e) {
            throw Fault.internal("cannot read what " + place + " stands on: " + e.getMessage(), e);
        }
    }

    /// Writes it for the snapshot in this folder.
    void write(Path place) throws IOException {
        String layers = String.join("\n", diffIds) + "\n";
        Files.writeString(place.resolve(FILE), init ? layers + INIT + "\n" : layers);
    }
}
