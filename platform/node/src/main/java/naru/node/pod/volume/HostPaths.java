package naru.node.pod.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Fault;
import naru.node.pod.spec.Doc;
import tools.jackson.databind.JsonNode;

/// Paths of the machine as volumes, of the type that is asked for (Kubernetes, "hostPath").
final class HostPaths {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK = 0060000;
    private static final int CHARACTER = 0020000;

    private HostPaths() {}

    /// The path; INVALID if what is there is of another type.
    static Path of(JsonNode source) throws IOException {
        Path path = Path.of(Doc.text(source, "path"));
        String type = Doc.text(source, "type");
        switch (type) {
            case "DirectoryOrCreate" -> Files.createDirectories(path);
            case "FileOrCreate" -> makeFile(path);
            default -> {}
        }
        boolean right = switch (type) {
            case "DirectoryOrCreate", "Directory" -> Files.isDirectory(path);
            case "FileOrCreate", "File" -> Files.isRegularFile(path);
            case "Socket" -> is(path, SOCKET);
            case "BlockDevice" -> is(path, BLOCK);
            case "CharDevice" -> is(path, CHARACTER);
            default -> true;
        };
        if (!right) {
            throw Fault.invalid("hostPath type check failed: " + path + " is not of type " + type);
        }
        if (type.isEmpty() && !Files.exists(path)) {
            Files.createDirectories(path);
        }
        return path;
    }

    private static void makeFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path);
        }
    }

    private static boolean is(Path path, int type) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == type;
    }
}
