package naru.cluster.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Run by the build, before the classes are packed: writes what the cluster knows of the kinds of
/// objects, taken from two libraries that are not part of the product. The same libraries give the same
/// bytes.
///
/// - `naru/cluster/schema/types.txt`: per type its fields, with their types
/// - `naru/cluster/schema/descriptions.txt`: per type and field, what they mean
/// - `naru/cluster/protobuf/messages.txt`: per message its fields, by number
public final class Tables {
    private Tables() {}

    /// Arguments: the jar of client-java-api, the jar of client-java-proto, the folder of these
    /// sources, the folder to write to.
    public static void main(String[] arguments) throws IOException {
        Path modelsJar = Path.of(arguments[0]);
        Path messagesJar = Path.of(arguments[1]);
        Path sources = Path.of(arguments[2]);
        Path schema = Path.of(arguments[3], "naru/cluster/schema");
        Path protobuf = Path.of(arguments[3], "naru/cluster/protobuf");
        if (isCurrent(protobuf.resolve("messages.txt"), sources, List.of(modelsJar, messagesJar))) {
            return;
        }
        Map<String, Model> models = Models.read(modelsJar);
        String messages = Messages.read(messagesJar, sources.resolve("messages.txt"), models);
        Files.createDirectories(schema);
        Files.createDirectories(protobuf);
        Files.writeString(schema.resolve("types.txt"), types(models));
        Files.writeString(schema.resolve("descriptions.txt"), descriptions(models));
        Files.writeString(protobuf.resolve("messages.txt"), messages); // last: it tells that all are there
    }

    private static boolean isCurrent(Path output, Path sources, List<Path> jars) throws IOException {
        if (!Files.exists(output)) {
            return false;
        }
        FileTime written = Files.getLastModifiedTime(output);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path input : Stream.concat(files, jars.stream()).toList()) {
                if (Files.getLastModifiedTime(input).compareTo(written) >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String types(Map<String, Model> models) {
        StringBuilder text = new StringBuilder();
        models.forEach((name, model) -> {
            text.append(name).append('\n');
            model.fields()
                    .forEach((field, is) -> text.append(' ')
                            .append(field)
                            .append(is.required() ? "!\t" : "\t")
                            .append(is.type())
                            .append('\n'));
        });
        return text.toString();
    }

    private static String descriptions(Map<String, Model> models) {
        StringBuilder text = new StringBuilder();
        models.forEach((name, model) -> {
            text.append(name).append('\t').append(line(model.description())).append('\n');
            model.fields()
                    .forEach((field, is) -> text.append(' ')
                            .append(field)
                            .append('\t')
                            .append(line(is.description()))
                            .append('\n'));
        });
        return text.toString();
    }

    private static String line(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\t", " ")
                .replace("\r", "");
    }
}
