package naru.cluster.build;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads messages out of client-java-proto: each of its outer classes holds the descriptor of a .proto
/// file (google's descriptor.proto) in string constants.
final class Descriptors {
    private static final int MESSAGE = 11;
    private static final int REPEATED = 3;

    private final SortedMap<String, Message> messages = new TreeMap<>();

    /// One field of a message.
    ///
    /// @param scalar the number of its type in descriptor.proto
    /// @param message the name of the message it holds, or empty
    record Field(int number, String name, int scalar, boolean repeated, String message) {}

    /// One message.
    ///
    /// @param entry whether it is an entry of a map
    record Message(String name, boolean entry, List<Field> fields) {}

    private Descriptors() {}

    /// All messages, by their full names.
    static SortedMap<String, Message> read(Path jar) throws IOException {
        Descriptors descriptors = new Descriptors();
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.list(files.getPath("/io/kubernetes/client/proto"))) {
            for (Path path : all.filter(p -> p.getFileName().toString().matches("\\w+\\.class"))
                    .sorted()
                    .toList()) {
                ClassModel type = ClassFile.of().parse(Files.readAllBytes(path));
                descriptors.file(descriptor(type).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return descriptors.messages;
    }

    /// The strings of the first array of strings that the class makes.
    private static String descriptor(ClassModel type) {
        StringBuilder text = new StringBuilder();
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString("<clinit>")) {
                boolean within = false;
                for (CodeElement element : method.code().orElseThrow()) {
                    if (element instanceof NewReferenceArrayInstruction) {
                        within = true;
                    } else if (within
                            && element instanceof ConstantInstruction.LoadConstantInstruction constant
                            && constant.constantValue() instanceof String part) {
                        text.append(part);
                    } else if (within && element instanceof StoreInstruction) {
                        break;
                    }
                }
            }
        }
        return text.toString();
    }

    private void file(byte[] bytes) {
        List<Wire.Part> parts = Wire.parts(bytes);
        String scope = Wire.text(parts, 2);
        Wire.all(parts, 4).forEach(message -> message(scope, message));
    }

    private void message(String scope, byte[] bytes) {
        List<Wire.Part> parts = Wire.parts(bytes);
        String name = scope + "." + Wire.text(parts, 1);
        List<Field> fields = new ArrayList<>();
        Wire.all(parts, 2).forEach(field -> fields.add(field(Wire.parts(field))));
        boolean entry = Wire.all(parts, 7).stream().anyMatch(options -> Wire.number(Wire.parts(options), 7) == 1);
        messages.put(name, new Message(name, entry, fields));
        Wire.all(parts, 3).forEach(nested -> message(name, nested));
    }

    private static Field field(List<Wire.Part> parts) {
        int scalar = (int) Wire.number(parts, 5);
        String message = scalar == MESSAGE ? Wire.text(parts, 6).substring(1) : "";
        boolean repeated = Wire.number(parts, 4) == REPEATED;
        return new Field((int) Wire.number(parts, 3), Wire.text(parts, 1), scalar, repeated, message);
    }
}
