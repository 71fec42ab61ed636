package naru.cluster.build;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.lang.classfile.instruction.FieldInstruction;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads the types of the API out of client-java-api's classes, without loading them.
final class Models {
    private static final String PACKAGE = "io/kubernetes/client/openapi/models/";
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("java/lang/String", "string"),
            Map.entry("java/lang/Boolean", "bool"),
            Map.entry("java/lang/Integer", "int32"),
            Map.entry("java/lang/Long", "int64"),
            Map.entry("java/lang/Double", "double"),
            Map.entry("java/lang/Object", "any"),
            Map.entry("java/time/OffsetDateTime", "time"),
            Map.entry("io/kubernetes/client/custom/Quantity", "quantity"),
            Map.entry("io/kubernetes/client/custom/IntOrString", "intstr"),
            Map.entry("io/kubernetes/client/custom/V1Patch", "any"));

    private final Map<String, String> names;

    private Models(Map<String, String> names) {
        this.names = names;
    }

    /// All types of stable versions, by their names in OpenAPI documents.
    static SortedMap<String, Model> read(Path jar) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            Map<String, ClassModel> classes = new HashMap<>();
            try (Stream<Path> all = Files.list(files.getPath("/" + PACKAGE))) {
                for (Path path : all.filter(Models::isType).toList()) {
                    ClassModel model = ClassFile.of().parse(Files.readAllBytes(path));
                    classes.put(simple(model), model);
                }
            }
            Models models = new Models(Names.of(files, classes));
            SortedMap<String, Model> read = new TreeMap<>();
            models.names.forEach((simple, name) -> {
                ClassModel type = classes.get(simple);
                if (type != null) {
                    read.put(name, models.model(type));
                }
            });
            return read;
        }
    }

    private static boolean isType(Path path) {
        return path.getFileName().toString().matches("([A-Z][a-z]+)?V[12][A-Z]\\w*\\.class");
    }

    private static String simple(ClassModel type) {
        return type.thisClass().asInternalName().substring(PACKAGE.length());
    }

    /// The types that a type's fields have, by the names of their classes.
    static Stream<String> usedBy(ClassModel type) {
        return type.fields().stream()
                .filter(field -> serialized(field).isPresent())
                .map(field -> signature(field).signatureString())
                .flatMap(signature -> Names.mentioned(signature));
    }

    private Model model(ClassModel type) {
        Map<String, Annotation> properties = new HashMap<>();
        for (MethodModel method : type.methods()) {
            annotation(method, "Lio/swagger/annotations/ApiModelProperty;")
                    .ifPresent(property -> properties.put(returned(method), property));
        }
        SortedMap<String, Model.Field> fields = new TreeMap<>();
        for (FieldModel field : type.fields()) {
            serialized(field).ifPresent(name -> {
                Annotation property = properties.get(field.fieldName().stringValue());
                String required = value(property, "required").orElse("false");
                fields.put(
                        name,
                        new Model.Field(
                                type(signature(field)),
                                required.equals("true") || required.equals("1"),
                                value(property, "value").orElse("")));
            });
        }
        Annotation described =
                annotation(type, "Lio/swagger/annotations/ApiModel;").orElse(null);
        return new Model(value(described, "description").orElse(""), fields);
    }

    /// The field that a getter answers.
    private static String returned(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(FieldInstruction.class::isInstance)
                .map(read -> ((FieldInstruction) read).name().stringValue())
                .findFirst()
                .orElse("");
    }

    private String type(Signature signature) {
        return switch (signature) {
            case Signature.ArrayTypeSig bytes when bytes.signatureString().equals("[B") -> "bytes";
            case Signature.ClassTypeSig type
            when internal(type).matches("java/util/(List|Set)") -> "[]" + argument(type, 0);
            case Signature.ClassTypeSig type when internal(type).equals("java/util/Map") -> "{}" + argument(type, 1);
            case Signature.ClassTypeSig type when PLAIN.containsKey(internal(type)) -> PLAIN.get(internal(type));
            case Signature.ClassTypeSig type
            when internal(type).startsWith(PACKAGE) ->
                Optional.ofNullable(names.get(internal(type).substring(PACKAGE.length())))
                        .orElseThrow(() -> new IllegalStateException("no name for " + internal(type)));
            default -> throw new IllegalStateException("unknown type " + signature.signatureString());
        };
    }

    private String argument(Signature.ClassTypeSig type, int index) {
        if (type.typeArgs().get(index) instanceof Signature.TypeArg.Bounded bounded) {
            return type(bounded.boundType());
        }
        return "any";
    }

    private static String internal(Signature.ClassTypeSig type) {
        return type.outerType().isPresent()
                ? type.signatureString()
                : type.signatureString().replaceAll("^L|[<;].*$", "");
    }

    private static Signature signature(FieldModel field) {
        return field.findAttribute(Attributes.signature())
                .map(generic -> generic.asTypeSignature())
                .orElseGet(() -> Signature.parseFrom(field.fieldType().stringValue()));
    }

    private static Optional<String> serialized(FieldModel field) {
        return annotation(field, "Lcom/google/gson/annotations/SerializedName;").flatMap(name -> value(name, "value"));
    }

    private static Optional<Annotation> annotation(AttributedElement of, String type) {
        return of.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(all -> all.annotations().stream())
                .filter(one -> one.className().stringValue().equals(type))
                .findFirst();
    }

    private static Optional<String> value(Annotation annotation, String name) {
        List<AnnotationElement> elements = annotation == null ? List.of() : annotation.elements();
        return elements.stream()
                .filter(element -> element.name().stringValue().equals(name))
                .map(element -> switch (element.value()) {
                    case AnnotationValue.OfString text -> text.stringValue();
                    case AnnotationValue.OfBoolean truth -> String.valueOf(truth.booleanValue());
                    default -> "";
                })
                .findFirst();
    }
}
